import { page } from '../support/pages';
import { readerOf } from '../support/reader';
import { Shell } from '../support/shell';
import { against, comparable, stepsOf, type WalkedCommand } from '../support/walked-page';

const steps = stepsOf(page('docs/EXCHANGE.md').text).filter(
  (step): step is WalkedCommand => 'command' in step,
);

describe('docs/EXCHANGE.md', () => {
  const reader = readerOf('exchange-page');
  const shell = new Shell({ DATA_DIR: reader.dataDir });

  afterAll(() => shell.end());

  it('has an answer below every command', () => {
    expect(steps.length).toBeGreaterThan(8);
    expect(steps.filter(({ answer }) => answer?.language !== 'text')).toEqual([]);
  });

  // In order, each after those before: as a treasurer would.
  it.each(steps)('answers as printed: $title', async ({ command, answer }) => {
    const { language, text } = answer!;
    const printed = await shell.run(against(reader, command));
    expect(comparable(language, printed.replaceAll(`${reader.dataDir}/`, '.data/'))).toEqual(
      comparable(language, text),
    );
  });
});
