import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { Element } from './element';
import { FileNotReadable } from '../bytes/file-not-readable';
import { attributeMax, attributesMax, depthMax, elementsMax, textMax } from '../bytes/limits';
import type { FileRecord } from '../record';

/** What a reader of one kind of message takes from XML. */
export interface XmlReader {
  /** Elements that are not kept: what stands in them comes one by one. All above them must be containers, too. */
  readonly containers: ReadonlySet<string>;
  opened(name: string, line: number): void;
  /** The child of a container, whole. */
  element(element: Element): void;
  /** @returns what is known now */
  closed(name: string): readonly FileRecord[];
}

/** Chooses the reader by the first element. @throws FileNotReadable where it is of no kind that is known */
export type ReaderOf = (root: string, namespace: string) => XmlReader;

const sliceLength = 1 << 16;

/**
 * Reads XML piece by piece; at most one child of a container is in memory.
 * @throws FileNotReadable where it is not well-formed, declares entities or is beyond a limit
 */
export async function* readXml(texts: AsyncIterable<string>, readerOf: ReaderOf): AsyncGenerator<FileRecord> {
  const events = new XmlEvents(readerOf);
  for await (const text of texts)
    for (let at = 0; at < text.length; at += sliceLength) {
      events.write(text.slice(at, at + sliceLength));
      yield* events.take();
    }
  events.end();
  yield* events.take();
}

class XmlEvents {
  private readonly parser = new SaxesParser({ xmlns: false });
  private reader: XmlReader | undefined;
  private records: FileRecord[] = [];
  /** The open elements that are kept, the outermost first; those above are containers. */
  private readonly kept: Element[] = [];
  private keptCount = 0;
  private depth = 0;
  private attributes = 0;
  /** Characters since the last event. */
  private silent = 0;

  constructor(private readonly readerOf: ReaderOf) {
    const { parser } = this;
    parser.on('error', (error) => {
      throw new FileNotReadable(
        `is not well-formed XML: ${error.message.replace(/^\d+:\d+: /, '')}`,
        this.line,
      );
    });
    parser.on('doctype', (text) => {
      throw new FileNotReadable('declares entities', this.line - text.split('\n').length + 1);
    });
    parser.on('attribute', ({ name, value }) => this.attribute(name, value));
    parser.on('opentag', (tag) => this.open(tag));
    parser.on('text', (text) => this.text(text));
    parser.on('cdata', (text) => this.text(text));
    parser.on('closetag', (tag) => this.close(nameOf(tag)));
    for (const event of ['comment', 'processinginstruction', 'xmldecl'] as const)
      parser.on(event, () => this.happened());
  }

  write(text: string): void {
    this.silent += text.length;
    this.parser.write(text);
    if (this.silent > textMax)
      throw new FileNotReadable(
        `has more than ${textMax.toLocaleString('en')} characters in one place`,
        this.line,
      );
  }

  end(): void {
    this.parser.close();
  }

  take(): FileRecord[] {
    const { records } = this;
    this.records = [];
    return records;
  }

  private get line(): number {
    return this.parser.line;
  }

  private happened(): void {
    this.silent = 0;
  }

  private attribute(name: string, value: string): void {
    this.happened();
    this.attributes += 1;
    if (name.length > attributeMax || value.length > attributeMax)
      throw new FileNotReadable(`has an attribute of more than ${attributeMax} characters`, this.line);
    if (this.attributes > attributesMax)
      throw new FileNotReadable(`has an element with more than ${attributesMax} attributes`, this.line);
  }

  private open(tag: SaxesTagPlain): void {
    this.happened();
    this.attributes = 0;
    this.depth += 1;
    if (this.depth > depthMax) throw new FileNotReadable(`nests more than ${depthMax} elements`, this.line);
    const name = nameOf(tag);
    this.reader ??= this.readerOf(name, namespaceOf(tag));
    const outer = this.kept.at(-1);
    if (!outer && this.reader.containers.has(name)) return this.reader.opened(name, this.line);
    const element = { name, attributes: tag.attributes, children: [], line: this.line, text: '' };
    this.keptCount = outer ? this.keptCount + 1 : 1;
    if (this.keptCount > elementsMax)
      throw new FileNotReadable(
        `has more than ${elementsMax.toLocaleString('en')} elements in one place`,
        this.line,
      );
    outer?.children.push(element);
    this.kept.push(element);
  }

  private text(text: string): void {
    this.happened();
    const element = this.kept.at(-1);
    if (element) element.text += text;
  }

  private close(name: string): void {
    this.happened();
    this.depth -= 1;
    const element = this.kept.pop();
    if (!element) for (const record of this.reader!.closed(name)) this.records.push(record);
    else if (this.kept.length === 0) this.reader!.element(element);
  }
}

function nameOf({ name }: { readonly name: string }): string {
  return name.slice(name.indexOf(':') + 1);
}

function namespaceOf({ name, attributes }: SaxesTagPlain): string {
  const colon = name.indexOf(':');
  return attributes[colon === -1 ? 'xmlns' : `xmlns:${name.slice(0, colon)}`] ?? '';
}
