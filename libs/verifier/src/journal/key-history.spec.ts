import type { KeyRole, RegisteredKey } from '@ledger/key';
import { keyTypes, localKey, namedSigner, type LocalSigner } from '@proof/note';
import { generateKeyPairSync } from 'node:crypto';
import { KeyHistory, type SealedRange } from './key-history';
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
  history.registered(1, registration('writer', first));
  sealed(history, first, { first: 0, last: 1 });
  return history;
}

function sealed(history: KeyHistory, by: LocalSigner, range: SealedRange): string {
  const { name, keyId } = by;
  return history.sealer({ name, keyId, signature: Buffer.of() }, range).keyId;
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
    history.registered(4, registration('writer', second));
    expect(fault(() => sealed(history, second, { first: 3, last: 5 }))).toEqual(['KeyNotRegistered', 3]);
    expect(sealed(history, second, { first: 6, last: 6 })).toBe(second.keyId);
  });

  it('by a key that is retired, over the append that retires it but no later one', () => {
    const history = opened();
    history.retired(5, retirement(first));
    expect(sealed(history, first, { first: 4, last: 6 })).toBe(first.keyId);
    expect(fault(() => sealed(history, first, { first: 7, last: 7 }))).toEqual(['KeyIsRetired', 7]);
  });

  it('by a key that is declared compromised, over the append that says so but no later one', () => {
    const history = opened();
    history.compromised(5, compromise(first));
    expect(sealed(history, first, { first: 5, last: 5 })).toBe(first.keyId);
    expect(fault(() => sealed(history, first, { first: 6, last: 8 }))).toEqual(['KeyIsCompromised', 6]);
  });

  it('by no key of another role', () => {
    const history = opened();
    history.registered(2, registration('notary', notary));
    expect(fault(() => sealed(history, notary, { first: 3, last: 3 }))).toEqual(['KeyHasOtherRole', 3]);
  });

  it('by no key of another name', () => {
    const { keyId } = first;
    expect(
      fault(() => opened().sealer({ name: log, keyId, signature: Buffer.of() }, { first: 2, last: 2 })),
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
    history.registered(20, registration('writer', second));
    sealed(history, first, { first: 20, last: 20 });
    sealed(history, second, { first: 21, last: 29 });
    return history;
  };

  it.each([
    [0, 0],
    [5, 5],
    [20, 20],
  ])('from entry %i: the first entry that it alone sealed is %i', (from, seq) => {
    expect(fault(() => walked().compromised(30, compromise(first, String(from))))).toEqual([
      'KeyIsCompromised',
      seq,
    ]);
  });

  it('vouches for all it sealed when it was compromised only after that', () => {
    const history = walked();
    history.compromised(30, compromise(first, '21'));
    expect(fault(() => sealed(history, first, { first: 31, last: 31 }))).toEqual(['KeyIsCompromised', 31]);
    expect(sealed(history, second, { first: 30, last: 31 })).toBe(second.keyId);
  });

  it('does not even seal the append that says so', () => {
    const history = walked();
    history.compromised(31, compromise(first, '30'));
    expect(fault(() => sealed(history, first, { first: 30, last: 31 }))).toEqual(['KeyIsCompromised', 30]);
  });

  it('may have been retired by then', () => {
    const history = walked();
    history.retired(30, retirement(first));
    expect(fault(() => history.compromised(31, compromise(first, '12')))).toEqual(['KeyIsCompromised', 12]);
  });
});

describe('a checkpoint counts by the notary keys', () => {
  it('whose registration it covers, up to the one that covers their end', () => {
    const history = opened();
    const next = signer(log);
    const ids = (size: number) => history.notaries(size).map(({ keyId }) => keyId);
    history.registered(2, registration('notary', notary));
    expect([ids(2), ids(3)]).toEqual([[], [notary.keyId]]);
    history.registered(10, registration('notary', next));
    expect(ids(11)).toEqual([notary.keyId, next.keyId]);
    history.retired(20, retirement(notary));
    expect([ids(20), ids(21)]).toEqual([[notary.keyId, next.keyId], [next.keyId]]);
    history.compromised(30, compromise(next, '25'));
    expect([ids(25), ids(26), ids(31)]).toEqual([[next.keyId], [], []]);
  });

  it('and by witnesses under names of their own', () => {
    const history = opened();
    const witness = signer('auditor.example/w1', keyTypes.cosignature);
    history.registered(2, registration('witness', witness));
    expect(history.witnesses(3)).toMatchObject([{ name: witness.name, keyId: witness.keyId }]);
    expect(history.notaries(3)).toEqual([]);
  });
});

describe('what the root did not say is no change of keys', () => {
  const wrong = signer(root.name);
  it.each<[string, (history: KeyHistory) => void]>([
    [
      'a registration by another root',
      (history) => history.registered(2, registration('writer', second, wrong)),
    ],
    [
      'a registration for another log',
      (history) => history.registered(2, registration('writer', second, root, 'x/acme')),
    ],
    ['a retirement by another root', (history) => history.retired(2, retirement(first, wrong))],
    ['a compromise by another root', (history) => history.compromised(2, compromise(first, '2', wrong))],
    [
      'a compromise from another entry on',
      (history) => history.compromised(2, { ...compromise(first, '7'), fromSeq: '2' }),
    ],
    [
      'a registration taken for one of another role',
      (history) => history.registered(2, { ...registration('notary', signer(log)), role: 'writer' }),
    ],
    ['a retirement taken for a compromise', (history) => history.compromised(2, retirement(first))],
    [
      'a signature that is none',
      (history) => history.retired(2, { ...retirement(first), rootSignature: '?' }),
    ],
    ['a key that was registered before', (history) => history.registered(2, registration('writer', first))],
    [
      'a writer key under the name of the notary',
      (history) => history.registered(2, registration('writer', notary)),
    ],
    [
      'a notary key under the name of the writer',
      (history) => history.registered(2, registration('notary', second)),
    ],
  ])('%s', (_, tell) => {
    expect(fault(() => tell(opened()))).toEqual(['KeyNotVouchedFor', 2]);
  });

  it('a key that was never registered', () => {
    expect(fault(() => opened().retired(2, retirement(second)))).toEqual(['KeyNotRegistered', 2]);
    expect(fault(() => opened().compromised(2, compromise(second)))).toEqual(['KeyNotRegistered', 2]);
  });
});

it('keys have the name of the log and of what they sign, but the notary that of the log alone', () => {
  expect([keyNameOf('writer', log), keyNameOf('notary', log)]).toEqual([`${log}/writer`, log]);
});
