import { accountLines, foundIn } from '../support/account-exported';
import { GrowingJournal, named, replaced } from '../support/growing-journal';
import { checkpointOf, registered, root, secondWriter } from '../support/tampering';
import { log, newSigner } from '../support/written-journal';

type Line = Record<string, unknown>;
interface End {
  readonly end: { readonly keys: { readonly events: readonly Line[] } };
}

const account = 'customers:alice';
const second = newSigner(root.name);
const journal = new GrowingJournal().append(secondWriter, named(second));
journal.append(secondWriter, replaced(second, { keyList: journal.keyList }));
const { events } = journal;

describe('an account of a ledger whose root key was replaced', () => {
  it('is proved under the first root key and under the present one, and under no other', async () => {
    const lines = await accountLines(account, events);
    for (const { vkey } of [root, second]) expect(foundIn(lines, { rootKey: vkey })).toBe('ok');
    expect(foundIn(lines, { rootKey: newSigner(root.name).vkey })).toBe('WrongRoot 0');
  });

  it('is not proved by a notary that a thief of the old root key slips in before its replacement', async () => {
    const thief = newSigner(log);
    const { note } = checkpointOf(events, events.length, [thief]);
    const lines = await accountLines(account, events, note);
    const { end } = JSON.parse(lines.at(-1)!) as End;
    const { type, body } = registered('notary', thief);
    const [naming, replacement] = end.keys.events.slice(-2);
    const slippedIn = [
      ...end.keys.events.slice(0, -2),
      { seq: '14', type, body },
      { ...naming, seq: '15' },
      { ...replacement, seq: '16' },
    ];
    const keys = { ...end.keys, events: slippedIn };
    const slipped = lines.with(-1, JSON.stringify({ end: { ...end, keys } }));
    for (const { vkey } of [root, second])
      expect(foundIn(slipped, { rootKey: vkey })).toBe('WrongSuccession 16');
  });
});
