import type { LedgerEvent } from '@ledger/ledger';
import type { LocalSigner } from '@proof/note';
import { GrowingJournal, named, recovered, replaced, type Replacement } from '../support/growing-journal';
import { ended, registered, root, secondWriter, writer } from '../support/tampering';
import { log, newSigner, topUp } from '../support/written-journal';

const rescue = newSigner(`${log}/writer`);
const [second, third, stranger] = [newSigner(root.name), newSigner(root.name), newSigner(root.name)];
const thief = newSigner(`${log}/writer`);
const next = topUp('9.00', '34.00', '8');

describe('a journal whose writer keys are lost', () => {
  const lost = () => new GrowingJournal();

  it('is in order when it goes on with a key that root registered for its end, and that seals itself', async () => {
    const journal = lost();
    journal.append(rescue, recovered(rescue, journal.head)).append(rescue, next);
    expect(await journal.found()).toBe('ok');
  });

  it('may be written by the key that was thought lost, until that is retired', async () => {
    const journal = lost();
    journal.append(rescue, recovered(rescue, journal.head)).append(secondWriter, next);
    expect(await journal.found()).toBe('ok');
    journal
      .append(rescue, ended('KeyRetired', secondWriter))
      .append(secondWriter, topUp('1.00', '35.00', '9'));
    expect(await journal.found()).toBe('KeyIsRetired 17');
  });

  it.each<[string, (journal: GrowingJournal) => LedgerEvent, string]>([
    ['without its place', () => registered('writer', rescue), 'KeyNotRegistered 14'],
    ['for another place', () => recovered(rescue, new GrowingJournal(5).head), 'KeyNotRegistered 14'],
    ['by another root key', ({ head }) => recovered(rescue, head, stranger), 'KeyNotVouchedFor 14'],
    ['by the writer itself', ({ head }) => recovered(rescue, head, rescue), 'KeyNotVouchedFor 14'],
    ['of a notary', ({ head }) => recovered(newSigner(log), head, root, 'notary'), 'KeyNotVouchedFor 14'],
    ['of a key that was registered before', ({ head }) => recovered(writer, head), 'KeyNotVouchedFor 14'],
    [
      'moved to this place',
      ({ head }) => moved(recovered(rescue, 'A'.repeat(43)), head),
      'KeyNotVouchedFor 14',
    ],
    ['taken for a plain one', ({ head }) => moved(recovered(rescue, head), undefined), 'KeyNotVouchedFor 14'],
  ])('is not written with a registration %s', async (_, registration, expected) => {
    const journal = lost();
    expect(await journal.append(rescue, registration(journal)).found()).toBe(expected);
  });

  it('is not written by another key than the one that is registered', async () => {
    const journal = lost();
    journal.append(thief, recovered(rescue, journal.head));
    expect(await journal.found()).toBe('KeyNotRegistered 14');
  });

  it('cannot be rewritten from an earlier entry on by a thief of the new key', async () => {
    const honest = lost();
    const registration = recovered(rescue, honest.head);
    const forged = new GrowingJournal(5)
      .append(rescue, registration)
      .append(rescue, topUp('9.00', '26.00', '5'));
    expect(await forged.found()).toBe('KeyNotRegistered 9');
  });
});

/** A registration under the signature for another place, or for none. */
function moved(event: LedgerEvent, after: string | undefined): LedgerEvent {
  const { after: _, ...body } = event.body as { after?: string };
  return { ...event, body: { ...(after !== undefined && { after }), ...body } } as LedgerEvent;
}

/** The journal with the second root named at entry 14 and what follows, made with the second writer key. */
function underRoot(...events: readonly ((journal: GrowingJournal) => LedgerEvent)[]): GrowingJournal {
  const journal = new GrowingJournal().append(secondWriter, named(second));
  for (const event of events) journal.append(secondWriter, event(journal));
  return journal;
}

const by =
  (newRoot: LocalSigner, about: Partial<Replacement> = {}) =>
  (journal: GrowingJournal): LedgerEvent =>
    replaced(newRoot, { keyList: journal.keyList, ...about });

describe('a journal whose root key was replaced by the one that it had named', () => {
  const honest = () => underRoot(by(second, { next: third }));

  it('is in order under the first root key, the present one and those between, and under no other', async () => {
    const journal = honest();
    journal.append(secondWriter, by(third, { replaces: second })(journal));
    for (const { vkey } of [root, second, third]) expect(await journal.found(vkey)).toBe('ok');
    expect(await journal.found(stranger.vkey)).toBe('WrongRoot 0');
  });

  it.each<[string, LedgerEvent]>([
    ['registers', registered('writer', thief)],
    ['retires', ended('KeyRetired', writer)],
    ['declares compromised', ended('KeyCompromised', writer)],
    ['names', named(stranger)],
  ])('takes no key that the old root key %s', async (_, event) => {
    const journal = underRoot(by(second), () => event);
    expect(await journal.found()).toBe('KeyNotVouchedFor 16');
  });

  it('goes on with keys that the new root key registers', async () => {
    const journal = honest()
      .append(secondWriter, registered('writer', rescue, second))
      .append(rescue, next);
    expect(await journal.found(second.vkey)).toBe('ok');
  });

  it('is not replaced back by the old root key, which nobody named', async () => {
    expect(await underRoot(by(second), by(root, { replaces: second })).found()).toBe('WrongSuccession 16');
  });
});

describe('finds a replacement of the root key', () => {
  it.each<[string, GrowingJournal, string]>([
    ['by a key that was not named', underRoot(by(stranger)), 'WrongSuccession 15'],
    [
      'where none was named',
      new GrowingJournal().append(secondWriter, by(second)(new GrowingJournal())),
      'WrongSuccession 14',
    ],
    ['that the old root key signed', underRoot(by(second, { by: root })), 'KeyNotVouchedFor 15'],
    [
      'that was signed for another log',
      underRoot(by(second, { of: 'ledger.test/other' })),
      'KeyNotVouchedFor 15',
    ],
    [
      'that was signed for another root key before it',
      underRoot(by(second, { replaces: third })),
      'KeyNotVouchedFor 15',
    ],
    ['for the second time', underRoot(by(second), by(second)), 'WrongSuccession 16'],
    [
      'by the key that was named first, after a second one was',
      underRoot(() => named(third)),
      'WrongSuccession 15',
    ],
  ])('%s', async (_, journal, expected) => {
    expect(await journal.found()).toBe(expected);
  });

  it('in a past that a thief of the old root key made up, with a writer key of his own', async () => {
    const replacement = by(second)(underRoot());
    const forged = new GrowingJournal(5)
      .append(writer, registered('writer', thief))
      .append(thief, named(second))
      .append(thief, replacement)
      .append(thief, topUp('9.00', '26.00', '5'));
    expect(await forged.found(root.vkey)).toBe('WrongSuccession 11');
  });

  it('that a thief leaves out, where the auditor trusts the new root key; under the old one nothing shows it', async () => {
    const forged = new GrowingJournal().append(secondWriter, registered('writer', thief)).append(thief, next);
    expect(await forged.found(second.vkey)).toBe('WrongRoot 0');
    expect(await forged.found(root.vkey)).toBe('ok');
  });
});

describe('a thief who has registered a writer key before the root key was replaced', () => {
  const stolen = () => underRoot(() => registered('writer', thief));
  const declared = (from: number) => ended('KeyCompromised', root, second, from);

  it('has sealed nothing once the old root key is declared compromised from that entry on', async () => {
    const journal = stolen();
    journal.append(secondWriter, by(second)(journal)).append(secondWriter, declared(15));
    expect(await journal.found()).toBe('ok');
    expect(await journal.append(thief, next).found()).toBe('KeyIsCompromised 18');
  });

  it('is found out in what he has sealed', async () => {
    const journal = stolen().append(thief, next);
    journal.append(secondWriter, by(second)(journal)).append(secondWriter, declared(15));
    expect(await journal.found()).toBe('KeyIsCompromised 16');
  });

  it('leaves what others sealed, and what the root key had said before, as it is', async () => {
    const journal = stolen();
    journal.append(secondWriter, by(second)(journal)).append(secondWriter, declared(15), next);
    expect(await journal.append(secondWriter, topUp('1.00', '35.00', '9')).found()).toBe('ok');
  });

  it('cannot shut the ledger: the new root key brings a writer key along, for one place', async () => {
    const shut = () =>
      stolen()
        .append(thief, ended('KeyRetired', writer), ended('KeyRetired', secondWriter))
        .append(thief, ended('KeyRetired', thief));
    const { keyId, vkey } = rescue;
    const opened = (after: string) => {
      const journal = shut();
      return journal
        .append(rescue, by(second, { writer: { after, keyId, vkey } })(journal))
        .append(rescue, next);
    };
    expect(await opened(shut().head).found(second.vkey)).toBe('ok');
    expect(await opened('A'.repeat(43)).found(second.vkey)).toBe('KeyNotRegistered 19');
  });

  it('is the root key no more: the present one cannot be declared compromised, not even by itself', async () => {
    const journal = underRoot(by(second), () => ended('KeyCompromised', second, second));
    expect(await journal.found()).toBe('KeyNotRegistered 16');
  });
});
