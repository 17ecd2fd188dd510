import { page } from '../support/pages';
import { readerOf } from '../support/reader';
import { Shell } from '../support/shell';
import { against, comparable, stepsOf, type WalkedCommand } from '../support/walked-page';

const steps = stepsOf(page('docs/PERSONAL.md').text).filter(
  (step): step is WalkedCommand => 'command' in step,
);

/** A line that starts the instance again with other keys, which the test does in its place. */
const starting = /^PERSONAL_KEY='([^']*)' npm start$/m;

/** What is another one at every run: ciphers, ids of keys and credentials, and where the data is. */
function masked(dataDir: string, text: string): string {
  return text
    .replaceAll(`${dataDir}/`, '.data/')
    .replace(/"cipher":"[^"]*"/g, '"cipher":"…"')
    .replace(/\b[0-9a-f]{16}\b/g, 'a key')
    .replace(/\bkey [0-9A-Za-z]{12}\b/g, 'key with an id')
    .replace(/\bin [\d.]+ s\./g, 'in a while.');
}

describe('docs/PERSONAL.md', () => {
  const reader = readerOf('personal-page');
  const shell = new Shell({ DATA_DIR: reader.dataDir });

  afterAll(() => shell.end());

  /** What the parts of a command print, around the starts in it. */
  async function printed(command: string): Promise<string> {
    const parts = command.split(starting);
    const texts: string[] = [];
    for (const [at, part] of parts.entries()) {
      const text = against(reader, part.replaceAll('file:.data/', `file:${reader.dataDir}/`));
      if (at % 2 === 1) await reader.restart({ PERSONAL_KEY: text });
      else if (part.trim() !== '') texts.push(await shell.run(text));
    }
    return texts.join('');
  }

  it('has an answer below every command', () => {
    expect(steps.length).toBeGreaterThan(8);
    expect(steps.filter(({ answer }) => answer?.language !== 'text')).toEqual([]);
  });

  // In order, each after those before: as somebody who handles requests of customers would.
  it.each(steps)('answers as printed: $title', async ({ command, answer }) => {
    const { language, text } = answer!;
    expect(comparable(language, masked(reader.dataDir, await printed(command)))).toEqual(
      comparable(language, masked(reader.dataDir, text)),
    );
  });
});
