import { ChangedProject } from '../support/changed-project';
import { spansIn } from '../support/markdown';
import { page } from '../support/pages';
import { namedWithout, stubColumn, stubEvent, stubEventWithRows } from '../support/stub-event';

const project = new ChangedProject();
const files = Object.keys(stubEvent);
const filesOfRows = Object.keys(stubEventWithRows).filter((path) => !files.includes(path));
const columnFiles = Object.keys(stubColumn);

/** The files that the compiler names in the project with these changes but for those of one file. */
function namedBut(
  changes: Readonly<Record<string, string>>,
  left: string,
  looked: readonly string[],
): string[] {
  const rest = Object.fromEntries(Object.entries(changes).filter(([path]) => path !== left));
  return project.faults(rest, looked).map((fault) => fault.split(':')[0]!);
}

/** The numbered list below a heading of CONTRIBUTING.md, as the files and folders that it names. */
function listed(heading: string): string[] {
  const { text } = page('CONTRIBUTING.md');
  const below = text.slice(text.indexOf(`**${heading}**`)).split('\n');
  const items = below.filter((line, i) => /^\d\. /.test(line) && isOfFirstList(below, i));
  return items.map((item) => spansIn(item)[0]!);
}

function isOfFirstList(lines: readonly string[], at: number): boolean {
  const end = lines.findIndex((line, i) => i > 0 && line.startsWith('**'));
  return at < end;
}

describe('an event that is added', () => {
  it('costs five files, its page of the documentation among them', () => {
    expect(project.faults(stubEvent, ['libs/entries/src/events/events.ts'])).toEqual([]);
    expect([...files, 'docs/EVENTS.md'].length).toBeLessThanOrEqual(5);
  });

  it.each(files)('is named by the compiler while it is left out of %s', (left) => {
    const named = namedWithout[left]!;
    expect(namedBut(stubEvent, left, [named])).toContain(named);
  });

  it('is added as CONTRIBUTING.md says, which names each file or its folder in order', () => {
    const named = listed('An event, or a field of one.');
    expect(named).toHaveLength(files.length + filesOfRows.length);
    for (const [i, path] of [...files, ...filesOfRows].entries()) expect(path).toContain(named[i]);
  });

  it('costs two more where it leaves rows: the projector, and the verifier of tables', () => {
    expect(project.faults(stubEventWithRows, ['libs/entries/src/events/events.ts'])).toEqual([]);
    expect(filesOfRows).toHaveLength(2);
  });

  it.each(filesOfRows)('and leaves rows, is named by the compiler while it is left out of %s', (left) => {
    const named = namedWithout[left]!;
    expect(namedBut(stubEventWithRows, left, [named])).toContain(named);
  });
});

describe('a column that is added', () => {
  it('costs three files beside its migration', () => {
    expect(project.faults(stubColumn, [])).toEqual([]);
    expect(columnFiles.length).toBeLessThanOrEqual(3);
  });

  it.each(columnFiles)('is named by the compiler while it is left out of %s', (left) => {
    expect(namedBut(stubColumn, left, columnFiles)).not.toEqual([]);
  });

  it('is added as CONTRIBUTING.md says, which names each file or its folder in order', () => {
    const named = listed('A column.').map((name) => name.replace('*', ''));
    expect(named).toHaveLength(columnFiles.length + 1);
    for (const [i, path] of columnFiles.entries()) expect(path).toContain(named[i]);
  });
});
