import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { amlsimOutcome } from '../support/amlsim';
import { runAlone } from '../support/ledger-command';

const transfers = 2_000;

describe('npm run demo', () => {
  const foldersBefore = ours();
  let printed: string[];
  let code: number | null;

  beforeAll(async () => {
    const ended = await runAlone(
      { DATA_DIR: '/nowhere' },
      'demo',
      '--json',
      '--transfers',
      String(transfers),
    );
    printed = ended.stdout.split('\n');
    code = ended.code;
    if (code !== 0) throw new Error(ended.stderr);
  });

  it('ends with exactly one line of JSON, its fields always in the same order', () => {
    const report = JSON.parse(printed[0]!) as Record<string, object>;
    const fields = Object.entries(report).map(([name, figures]) => [name, Object.keys(figures)]);
    expect(printed).toHaveLength(1);
    expect(fields).toEqual([
      ['amlsim', ['accepted', 'refused', 'total', 'sha256', 'seconds', 'verified']],
      ['ethereum', ['transfers', 'currencies', 'verified']],
    ]);
    expect(code).toBe(0);
  });

  it('gets out of the read model what a program without any ledger reckons', () => {
    const { accepted, refused, sha256 } = amlsimOutcome(transfers);
    const { amlsim } = JSON.parse(printed[0]!) as Record<string, Record<string, unknown>>;
    const seconds = expect.any(Number) as unknown;
    expect(amlsim).toEqual({ accepted, refused, sha256, total: '5600953.52', seconds, verified: true });
  });

  it('keeps every digit of the token transfers of two Ethereum blocks', () => {
    const { ethereum } = JSON.parse(printed[0]!) as Record<string, Record<string, unknown>>;
    expect(ethereum).toEqual({ transfers: 291, currencies: 76, verified: true });
  });

  it('leaves nothing behind of the instance that it started itself', () => {
    expect(ours().filter((folder) => !foldersBefore.includes(folder))).toEqual([]);
  });
});

function ours(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('ledger-demo-'));
}

it('the naive program agrees with the published figures of the data', () => {
  const { accepted, refused, sha256, balances } = amlsimOutcome();
  expect({ accepted, refused, sha256 }).toEqual({
    accepted: 44_946,
    refused: 72_859,
    sha256: 'dfeb7e478aa15f2d93f883b9291575708da73d5edc0f8b1b21d56a52ce269582',
  });
  expect([...balances.values()].reduce((sum, units) => sum + units, 0n)).toBe(560_095_352n);
});
