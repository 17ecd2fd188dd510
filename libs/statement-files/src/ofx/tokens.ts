import { FileNotReadable } from '../bytes/file-not-readable';
import { textMax } from '../bytes/limits';

/** A tag of OFX with the text behind it, as SGML of version 1 and XML of version 2 write both. */
export interface Token {
  /** In upper case; without a slash. */
  readonly name: string;
  readonly isClosing: boolean;
  /** What stands behind the tag, up to the next one; trimmed. */
  readonly text: string;
  readonly line: number;
}

const tagBegin = /<(?=[A-Za-z/!?])/;
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Cuts text that comes in pieces into tags and what stands behind them. */
export class Tokens {
  private rest = '';
  private line = 1;

  /** @throws FileNotReadable where it declares entities or has a text without an end */
  push(text: string): Token[] {
    this.rest += text;
    const tokens = this.take(false);
    if (this.rest.length > textMax)
      throw new FileNotReadable(
        `has more than ${textMax.toLocaleString('en')} characters in one place`,
        this.line,
      );
    return tokens;
  }

  end(): Token[] {
    const tokens = this.take(true);
    if (tagBegin.test(this.rest)) throw new FileNotReadable('ends within a tag', this.line);
    return tokens;
  }

  /** The tokens that are whole: a tag is once the next one begins. */
  private take(isEnd: boolean): Token[] {
    const tokens: Token[] = [];
    let at = next(this.rest, 0);
    if (at === -1) return tokens;
    this.skip(0, at);
    for (;;) {
      const tag = this.tagAt(at);
      if (!tag) break;
      const end = next(this.rest, tag.end);
      if (end === -1 && !isEnd) break;
      const until = end === -1 ? this.rest.length : end;
      if (tag.name !== undefined) tokens.push(this.token(tag.name, tag.end, until));
      this.skip(at, until);
      at = until;
      if (end === -1) break;
    }
    this.rest = this.rest.slice(at);
    return tokens;
  }

  /** The tag at a place and where it ends; undefined where the end is not there yet. CDATA is part of the text. */
  private tagAt(at: number): { name: string | undefined; end: number } | undefined {
    const begin = this.rest.slice(at, at + 9).toUpperCase();
    if (begin === '<!DOCTYPE') throw new FileNotReadable('declares entities', this.line);
    const isComment = begin.startsWith('<!--');
    const close = isComment ? '-->' : '>';
    const end = this.rest.indexOf(close, at);
    if (end === -1) return undefined;
    const isTag = !isComment && !begin.startsWith('<!') && !begin.startsWith('<?');
    return { name: isTag ? this.rest.slice(at + 1, end) : undefined, end: end + close.length };
  }

  private token(tag: string, begin: number, end: number): Token {
    const isClosing = tag.startsWith('/');
    const [name = ''] = tag.slice(isClosing ? 1 : 0).split(/[\s/]/, 1);
    const text = plain(this.rest.slice(begin, end)).trim();
    return { name: name.toUpperCase(), isClosing, text, line: this.line };
  }

  private skip(from: number, to: number): void {
    for (let at = this.rest.indexOf('\n', from); at !== -1 && at < to; at = this.rest.indexOf('\n', at + 1))
      this.line += 1;
  }
}

/** Where the next tag begins; CDATA and what is in it is text. -1 where that cannot be said yet. */
function next(text: string, from: number): number {
  for (let at = from; ;) {
    const found = text.slice(at).search(tagBegin);
    if (found === -1) return -1;
    const begin = at + found;
    const isCut = text.length - begin < 9 && '<![CDATA['.startsWith(text.slice(begin).toUpperCase());
    if (isCut) return -1;
    if (!text.startsWith('<![CDATA[', begin)) return begin;
    const end = text.indexOf(']]>', begin);
    if (end === -1) return -1;
    at = end + 3;
  }
}

/** Text without CDATA marks and entities; an ampersand that begins none stands for itself. */
function plain(text: string): string {
  return text
    .split(/(<!\[CDATA\[[\s\S]*?\]\]>)/)
    .map((part) => (part.startsWith('<![CDATA[') ? part.slice(9, -3) : withoutEntities(part)))
    .join('');
}

function withoutEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? parseInt(String(hex), 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
