import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NewEvent } from '@streams/stream';
import { MemoryStore, MemoryStream } from '../support/memory-stream';
import { SealedBooks } from '../support/notarized';
import { NotarySetup } from '../support/notary-setup';

const setup = NotarySetup.forFile();

describe('a journal that is not what a writer writes', () => {
  const edited = (event: NewEvent): NewEvent => ({
    ...event,
    data: Buffer.from(Buffer.from(event.data).toString().replace('"1.50"', '"9.50"')),
  });
  it.each<[string, (event: NewEvent) => NewEvent, RegExp]>([
    ['an entry was edited', edited, /was made over other bytes/],
    [
      'a seal is missing',
      (event) => ({ ...event, metadata: Buffer.from('{}') }),
      /No seal covers entries \d+/,
    ],
    [
      'an entry is written in another way',
      (event) => ({ ...event, data: Buffer.concat([Buffer.from(' '), event.data]) }),
      /canonical|white space|JSON/i,
    ],
    [
      'an entry is another ledger’s',
      (event) => ({ ...event, data: renamed(event) }),
      /belongs to ledger zeta/,
    ],
  ])('is signed up to where %s, and other ledgers are signed on', async (_what, change, sentence) => {
    const [bad, good] = [new SealedBooks('acme').post(9), new SealedBooks('good').post(2)];
    const at = bad.size - 2;
    expect(bad.journal.events[at]!.type).toBe('TransactionPosted');
    const notary = setup.notary();
    bad.store(setup.store, (event, seq) => (seq === at ? change(event) : event));
    await notary.until(() => notary.stopped.length === 1);
    await notary.signs('good', good.store(setup.store));
    expect(notary.stopped[0]).toMatch(sentence);
    expect(notary.notary.stoppedLedgers).toEqual(notary.stopped);
    expect((await setup.tables.newest('acme'))?.size ?? 0).toBeLessThanOrEqual(at);
    await notary.stop();
    const again = setup.notary();
    await again.until(() => again.stopped.length === 1);
    expect(again.stopped[0]).toMatch(sentence);
  });

  function renamed({ data }: NewEvent): Buffer {
    return Buffer.from(Buffer.from(data).toString().replace('"ledger":"acme"', '"ledger":"zeta"'));
  }
});

describe('a journal that does not continue what was signed', () => {
  /** The same ledger with another history, in a store of its own. */
  const rewritten = (transactions: number) => {
    const other = new MemoryStore();
    const books = new SealedBooks('acme');
    books.journal.append({ type: 'RegisterCurrency', code: 'PTS', decimals: 0, name: 'Points' });
    books.post(transactions).store(other);
    return other;
  };

  it.each<[string, () => MemoryStore, RegExp]>([
    [
      'was rolled back',
      () => {
        const older = new MemoryStore();
        new SealedBooks('acme').post(3).store(older);
        return older;
      },
      /it was rolled back/,
    ],
    ['was rewritten with the writer key', () => rewritten(60), /are not those whose checkpoint was signed/],
    ['is gone', () => new MemoryStore(), /has 0 entries, and \d+ were signed/],
  ])('is signed no more when it %s while the notary was away', async (_what, changed, sentence) => {
    const books = new SealedBooks('acme').post(40);
    const first = setup.notary();
    await first.signs('acme', books.store(setup.store));
    const before = readFileSync(join(setup.folder, 'acme.json'), 'utf8');
    await first.stop();
    const second = setup.notary({ stream: new MemoryStream(changed()) });
    await second.until(() => second.stopped.length === 1);
    expect(second.stopped[0]).toMatch(sentence);
    expect(second.checkpoints.filter(({ ledger }) => ledger === 'acme')).toEqual([]);
    expect(readFileSync(join(setup.folder, 'acme.json'), 'utf8')).toBe(before);
  });

  it('is signed no more when an entry comes again as another', async () => {
    const books = new SealedBooks('acme').post(40);
    const notary = setup.notary();
    await notary.signs('acme', books.store(setup.store));
    const replaced = rewritten(60).events('journal-acme')[20]!;
    setup.store.all.push({
      ...replaced,
      position: { commit: BigInt(setup.store.all.length), prepare: BigInt(setup.store.all.length) },
    });
    const good = new SealedBooks('good');
    await notary.signs('good', good.store(setup.store));
    expect(notary.stopped[0]).toMatch(/Entry 20 of acme has been replaced/);
  });

  it('is signed no more by another notary, whose folder is empty, when the tables hold a head of it', async () => {
    const books = new SealedBooks('acme').post(40);
    const first = setup.notary();
    await first.signs('acme', books.store(setup.store));
    await first.stop();
    await setup.sql('delete from notary.position');
    const elsewhere = setup.newFolder();
    const second = setup.notary({ at: elsewhere, stream: new MemoryStream(rewritten(60)) });
    await second.until(() => second.stopped.length === 1);
    expect(second.stopped[0]).toMatch(/are not those whose checkpoint was signed/);
  });
});
