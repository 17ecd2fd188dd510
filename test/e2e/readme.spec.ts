import { page } from '../support/pages';
import { readerOf } from '../support/reader';
import { Shell } from '../support/shell';
import { against, comparable, stepsOf, type WalkedCommand } from '../support/walked-page';

const steps = stepsOf(page('README.md').text).filter((step): step is WalkedCommand => 'command' in step);

describe('the README', () => {
  const reader = readerOf('readme');
  const shell = new Shell({ DATA_DIR: reader.dataDir });

  afterAll(() => shell.end());

  it('has an answer below every command', () => {
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.filter(({ answer }) => !/^(?:json|text)$/.test(answer?.language ?? ''))).toEqual([]);
  });

  // In order, each after those before: as a reader would.
  it.each(steps)('answers as printed: $title', async ({ command, answer }) => {
    const { language, text } = answer!;
    expect(comparable(language, await shell.run(against(reader, command)))).toEqual(
      comparable(language, text),
    );
  });

  it('gets the same receipt, marked as replayed, when it sends its first transaction again', async () => {
    const command = against(reader, steps[0]!.command);
    const receipt = await shell.run(command);
    const again = await shell.run(command.replace('curl -s', 'curl -si'));
    expect(again).toMatch(/^idempotency-replayed: true\r$/im);
    expect(again.endsWith(receipt)).toBe(true);
  });
});
