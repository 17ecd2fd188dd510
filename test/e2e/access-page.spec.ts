import { page } from '../support/pages';
import { readerOf } from '../support/reader';
import { Shell } from '../support/shell';
import { against, comparable, stepsOf, type WalkedCommand } from '../support/walked-page';

const steps = stepsOf(page('docs/ACCESS.md').text).filter((step): step is WalkedCommand => 'command' in step);

/** What is another one at every run: ids of credentials, and where the data is. */
function masked(dataDir: string, text: string): string {
  return text
    .replaceAll(`${dataDir}/`, '.data/')
    .replace(/\b(key|credential) [0-9A-Za-z]{12}\b/g, '$1 with an id');
}

describe('docs/ACCESS.md', () => {
  const reader = readerOf('access-page');
  const shell = new Shell({ DATA_DIR: reader.dataDir });

  afterAll(() => shell.end());

  it('has an answer below every command', () => {
    expect(steps.length).toBeGreaterThan(10);
    expect(steps.filter(({ answer }) => answer?.language !== 'text')).toEqual([]);
  });

  // In order, each after those before: as an administrator would.
  it.each(steps)('answers as printed: $title', async ({ command, answer }) => {
    const { language, text } = answer!;
    const printed = await shell.run(against(reader, command));
    expect(comparable(language, masked(reader.dataDir, printed))).toEqual(
      comparable(language, masked(reader.dataDir, text)),
    );
  });
});
