import type { RegisteredKey } from '@ledger/key';
import type { KeyRole } from '@ledger/known-keys';
import { keyTypes, localKey, namedSigner, type LocalSigner } from '@proof/note';
import { generateKeyPairSync } from 'node:crypto';
import { noHash } from '@entries/entry';
import type { KeyEvent } from '@ledger/key-events';
import { KeyHistory } from './key-history';
import type { SealedRange } from './known-key';
import { keyNameOf, signStatement } from '@proof/key-statements';
import { JournalFault, type FaultClass } from './fault';

const log = 'ledger.test/acme';
const root = signer(`${log}/root`);
const first = signer(`${log}/writer`);
const second = signer(`${log}/writer`);
const notary = signer(log);

function signer(name: string, type: (typeof keyTypes)[keyof typeof keyTypes] = keyTypes.note): LocalSigner {
  return namedSigner(name, localKey(generateKeyPairSync('ed25519').privateKey), type);
}

function registration(role: KeyRole, { keyId, vkey }: LocalSigner, by = root, of = log): RegisteredKey {
  return { keyId, role, rootSignature: signStatement(of, { type: 'KeyRegistered', role, vkey }, by), vkey };
}

function retirement({ keyId }: LocalSigner, by = root) {
  return { keyId, rootSignature: signStatement(log, { type: 'KeyRetired', keyId }, by) };
}

function compromise({ keyId }: LocalSigner, fromSeq?: string, by = root) {
  const from = fromSeq === undefined ? {} : { fromSeq };
  return {
    ...from,
    keyId,
    rootSignature: signStatement(log, { type: 'KeyCompromised', keyId, ...from }, by),
  };
}

/** A ledger that entry 0 opened under the root and whose entry 1 registered the first writer key. */
function opened(): KeyHistory {
  const history = new KeyHistory('acme', root.vkey);
  history.opened(root.vkey);
  take(history, 1, 'KeyRegistered', registration('writer', first));
  sealed(history, first, { first: 0, last: 1 });
  return history;
}

function take<Type extends KeyEvent['type']>(
  history: KeyHistory,
  seq: number,
  type: Type,
  body: Extract<KeyEvent, { type: Type }>['body'],
): void {
  history.take(seq, { type, body } as KeyEvent);
}

function sealed(history: KeyHistory, by: LocalSigner, range: SealedRange, before: Buffer = noHash): string {
  const { name, keyId } = by;
  return history.sealer({ name, keyId, signature: Buffer.of() }, range, before).keyId;
}

/** The class of the fault and the first seq that is not to be trusted. */
function fault(act: () => unknown): [FaultClass, number] {
  try {
    act();
  } catch (error) {
    if (error instanceof JournalFault) return [error.faultClass, error.seq];
    throw error;
  }
  throw new Error('nothing was found');
}

describe('a seal is valid', () => {
  it('by the first writer key over the append that registers it, and after', () => {
    const history = opened();
    expect(sealed(history, first, { first: 2, last: 9 })).toBe(first.keyId);
  });

  it('by a second writer key from the append after the one that registers it', () => {
    const history = opened();
    take(history, 4, 'KeyRegistered', registration('writer', second));
    expect(fault(() => sealed(history, second, { first: 3, last: 5 }))).toEqual(['KeyNotRegistered', 3]);
    expect(sealed(history, second, { first: 6, last: 6 })).toBe(second.keyId);
  });

  it('by a key that is retired, over the append that retires it but no later one', () => {
    const history = opened();
    take(history, 5, 'KeyRetired', retirement(first));
    expect(sealed(history, first, { first: 4, last: 6 })).toBe(first.keyId);
    expect(fault(() => sealed(history, first, { first: 7, last: 7 }))).toEqual(['KeyIsRetired', 7]);
  });

  it('by a key that is declared compromised, over the append that says so but no later one', () => {
    const history = opened();
    take(history, 5, 'KeyCompromised', compromise(first));
    expect(sealed(history, first, { first: 5, last: 5 })).toBe(first.keyId);
    expect(fault(() => sealed(history, first, { first: 6, last: 8 }))).toEqual(['KeyIsCompromised', 6]);
  });

  it('by no key of another role', () => {
    const history = opened();
    take(history, 2, 'KeyRegistered', registration('notary', notary));
    expect(fault(() => sealed(history, notary, { first: 3, last: 3 }))).toEqual(['KeyHasOtherRole', 3]);
  });

  it('by no key of another name', () => {
    const { keyId } = first;
    expect(
      fault(() =>
        opened().sealer({ name: log, keyId, signature: Buffer.of() }, { first: 2, last: 2 }, noHash),
      ),
    ).toEqual(['KeyNotRegistered', 2]);
  });
});

describe('a key that was compromised before the journal says so', () => {
  const walked = () => {
    const history = opened();
    for (const range of [
      { first: 2, last: 9 },
      { first: 10, last: 19 },
    ])
      sealed(history, first, range);
    take(history, 20, 'KeyRegistered', registration('writer', second));
    sealed(history, first, { first: 20, last: 20 });
    sealed(history, second, { first: 21, last: 29 });
    return history;
  };

  it.each([
    [0, 0],
    [5, 5],
    [20, 20],
  ])('from entry %i: the first entry that it alone sealed is %i', (from, seq) => {
    expect(fault(() => take(walked(), 30, 'KeyCompromised', compromise(first, String(from))))).toEqual([
      'KeyIsCompromised',
      seq,
    ]);
  });

  it('vouches for all it sealed when it was compromised only after that', () => {
    const history = walked();
    take(history, 30, 'KeyCompromised', compromise(first, '21'));
    expect(fault(() => sealed(history, first, { first: 31, last: 31 }))).toEqual(['KeyIsCompromised', 31]);
    expect(sealed(history, second, { first: 30, last: 31 })).toBe(second.keyId);
  });

  it('does not even seal the append that says so', () => {
    const history = walked();
    take(history, 31, 'KeyCompromised', compromise(first, '30'));
    expect(fault(() => sealed(history, first, { first: 30, last: 31 }))).toEqual(['KeyIsCompromised', 30]);
  });

  it('may have been retired by then', () => {
    const history = walked();
    take(history, 30, 'KeyRetired', retirement(first));
    expect(fault(() => take(history, 31, 'KeyCompromised', compromise(first, '12')))).toEqual([
      'KeyIsCompromised',
      12,
    ]);
  });
});

describe('a checkpoint counts by the notary keys', () => {
  it('whose registration it covers, up to the one that covers their end', () => {
    const history = opened();
    const next = signer(log);
    const ids = (size: number) => history.notaries(size).map(({ keyId }) => keyId);
    take(history, 2, 'KeyRegistered', registration('notary', notary));
    expect([ids(2), ids(3)]).toEqual([[], [notary.keyId]]);
    take(history, 10, 'KeyRegistered', registration('notary', next));
    expect(ids(11)).toEqual([notary.keyId, next.keyId]);
    take(history, 20, 'KeyRetired', retirement(notary));
    expect([ids(20), ids(21)]).toEqual([[notary.keyId, next.keyId], [next.keyId]]);
    take(history, 30, 'KeyCompromised', compromise(next, '25'));
    expect([ids(25), ids(26), ids(31)]).toEqual([[next.keyId], [], []]);
  });

  it('and by witnesses under names of their own', () => {
    const history = opened();
    const witness = signer('auditor.example/w1', keyTypes.cosignature);
    take(history, 2, 'KeyRegistered', registration('witness', witness));
    expect(history.witnesses(3)).toMatchObject([{ name: witness.name, keyId: witness.keyId }]);
    expect(history.notaries(3)).toEqual([]);
  });
});

describe('what the root did not say is no change of keys', () => {
  const wrong = signer(root.name);
  it.each<[string, (history: KeyHistory) => void]>([
    [
      'a registration by another root',
      (history) => take(history, 2, 'KeyRegistered', registration('writer', second, wrong)),
    ],
    [
      'a registration for another log',
      (history) => take(history, 2, 'KeyRegistered', registration('writer', second, root, 'x/acme')),
    ],
    ['a retirement by another root', (history) => take(history, 2, 'KeyRetired', retirement(first, wrong))],
    [
      'a compromise by another root',
      (history) => take(history, 2, 'KeyCompromised', compromise(first, '2', wrong)),
    ],
    [
      'a compromise from another entry on',
      (history) => take(history, 2, 'KeyCompromised', { ...compromise(first, '7'), fromSeq: '2' }),
    ],
    [
      'a registration taken for one of another role',
      (history) =>
        take(history, 2, 'KeyRegistered', { ...registration('notary', signer(log)), role: 'writer' }),
    ],
    [
      'a retirement taken for a compromise',
      (history) => take(history, 2, 'KeyCompromised', retirement(first)),
    ],
    [
      'a signature that is none',
      (history) => take(history, 2, 'KeyRetired', { ...retirement(first), rootSignature: '?' }),
    ],
    [
      'a key that was registered before',
      (history) => take(history, 2, 'KeyRegistered', registration('writer', first)),
    ],
    [
      'a writer key under the name of the notary',
      (history) => take(history, 2, 'KeyRegistered', registration('writer', notary)),
    ],
    [
      'a notary key under the name of the writer',
      (history) => take(history, 2, 'KeyRegistered', registration('notary', second)),
    ],
  ])('%s', (_, act) => {
    expect(fault(() => act(opened()))).toEqual(['KeyNotVouchedFor', 2]);
  });

  it('a key that was never registered', () => {
    expect(fault(() => take(opened(), 2, 'KeyRetired', retirement(second)))).toEqual(['KeyNotRegistered', 2]);
    expect(fault(() => take(opened(), 2, 'KeyCompromised', compromise(second)))).toEqual([
      'KeyNotRegistered',
      2,
    ]);
  });
});

it('keys have the name of the log and of what they sign, but the notary that of the log alone', () => {
  expect([keyNameOf('writer', log), keyNameOf('notary', log)]).toEqual([`${log}/writer`, log]);
});
