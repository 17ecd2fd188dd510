import { ApiClient } from '../support/api';
import { allPages } from '../support/pages';
import { readerOf } from '../support/reader';
import { Shell } from '../support/shell';
import { against, comparable, stepsOf, type ClaimedBalance } from '../support/walked-page';

interface Balances {
  readonly items: readonly {
    readonly currency: string;
    readonly posted: string;
    readonly available: string;
  }[];
}

const guides = allPages()
  .filter(({ path }) => path.startsWith('docs/guides/'))
  .map(({ path, text }) => ({ path, steps: stepsOf(text) }));

const reader = readerOf('guides');

it('has a guide for each kind of product', () => {
  expect(guides.map(({ path }) => path)).toEqual([
    'docs/guides/card-programme.md',
    'docs/guides/crypto-custody.md',
    'docs/guides/marketplace.md',
    'docs/guides/wallet.md',
  ]);
});

describe.each(guides)('$path', ({ steps }) => {
  let shell: Shell;

  beforeAll(() => {
    shell = new Shell({ DATA_DIR: reader.dataDir });
  });

  afterAll(() => shell.end());

  /** What the tables show once they hold everything that the guide has written so far. */
  async function balanceOf({ account, currency }: ClaimedBalance) {
    const ledger = (await shell.run('echo "$LEDGER"')).trim();
    const client = ApiClient.at(reader.api, reader.dataDir);
    const entries = (await client.get(`${ledger}/entries`)).text.trimEnd().split('\n').length;
    const path = `${ledger}/accounts/${account}/balances?wait=30s&after=${entries - 1}`;
    return (await client.get<Balances>(path)).body.items.find((item) => item.currency === currency);
  }

  it('has an answer below every command, and says what the balances are', () => {
    const unanswered = steps.filter((step) => 'command' in step && step.answer === undefined);
    expect(unanswered).toEqual([]);
    expect(steps.filter((step) => 'balances' in step).length).toBeGreaterThan(1);
  });

  // In order, each after those before: as a reader would.
  it.each(steps)('shows what comes of it: $title', async (step) => {
    if ('balances' in step) {
      for (const claim of step.balances) {
        const { posted, available } = claim;
        expect(await balanceOf(claim)).toMatchObject({ posted, ...(available && { available }) });
      }
    } else {
      const { language, text } = step.answer!;
      expect(comparable(language, await shell.run(against(reader, step.command)))).toEqual(
        comparable(language, text),
      );
    }
  });
});
