import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { blocksIn, sectionOf } from '../support/markdown';
import { page } from '../support/pages';
import { startedByNpm, type StartedByNpm } from '../support/started-by-npm';

/** A command of the README, and the answer it prints below it. */
interface Step {
  readonly command: string;
  /** Path and query that it asks for. */
  readonly target: string;
  readonly answer: { readonly language: string; readonly text: string };
}

const addressInReadme = 'http://127.0.0.1:3000';

const blocks = blocksIn(sectionOf(page('README.md').text, 'A first transaction'));
const steps: Step[] = blocks.flatMap(({ language, text }, i) =>
  language === 'sh' ? [{ command: text, target: targetOf(text), answer: blocks[i + 1]! }] : [],
);

function targetOf(command: string): string {
  return /127\.0\.0\.1:3000([^\s']+)/.exec(command)?.[1] ?? 'nothing';
}

/** What is another one at every run. */
function masked(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, 'an id')
    .replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g, 'a time');
}

function read(language: string, text: string): unknown {
  return language === 'json' ? (JSON.parse(masked(text)) as unknown) : masked(text).trim();
}

describe('the first transaction in the README', () => {
  let started: StartedByNpm;

  beforeAll(async () => {
    started = await startedByNpm();
  });

  afterAll(() => started?.stop());

  it('has an answer below every command', () => {
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.map(({ answer }) => answer.language).filter((each) => !/^(json|text)$/.test(each))).toEqual(
      [],
    );
  });

  // In order, each after those before: as a reader would.
  it.each(steps)('answers as printed: $target', async ({ command, answer }) => {
    expect(read(answer.language, await run(command))).toEqual(read(answer.language, answer.text));
  });

  it('gives the same receipt, marked as replayed, when it is sent again', async () => {
    const { command } = steps[0]!;
    const receipt = await run(command);
    const again = await run(command.replace('curl -s', 'curl -si'));
    expect(again).toMatch(/^idempotency-replayed: true\r$/im);
    expect(again.endsWith(receipt)).toBe(true);
  });

  async function run(command: string): Promise<string> {
    const script = command.replaceAll(addressInReadme, started.addresses.api);
    const { stdout } = await promisify(execFile)('sh', ['-euc', script]);
    return stdout;
  }
});
