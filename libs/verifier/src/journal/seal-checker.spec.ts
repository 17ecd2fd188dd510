import type { LedgerEvent } from '@ledger/ledger';
import type { LocalSigner } from '@proof/note';
import { sealAppend, sealMetadata } from '@proof/seal';
import type { JournalEvent } from './stored-entry';
import type { FaultClass } from './fault';
import {
  appends,
  found,
  keys,
  keysOf,
  ledger,
  log,
  newSigner,
  opening,
  registerWriter,
  withEdited,
  written,
} from '../../../../test/support/written-journal';

describe('finds seals that do not vouch for all entries, each once', () => {
  const resealed = (range: { first?: number; last?: number; log?: string }) =>
    written(appends, undefined, (seal, writer) =>
      sealAppend(seal.last === 6 ? { ...seal, ...range } : seal, writer),
    );
  it.each<[string, JournalEvent[], FaultClass, number]>([
    ['a seal taken away', withEdited(3, (event) => (event.metadata = Buffer.alloc(0))), 'SealGap', 2],
    ['a seal that begins too late', resealed({ first: 5 }), 'SealGap', 4],
    ['a seal that ends too early', resealed({ last: 5 }), 'SealGap', 6],
    ['a seal that begins too early', resealed({ first: 3 }), 'SealOverlap', 6],
    ['a seal for another log', resealed({ log: 'ledger.test/other' }), 'SealForOtherLog', 6],
    [
      'a seal that is no note',
      withEdited(6, (event) => (event.metadata = sealMetadata('sealed!'))),
      'SealMalformed',
      6,
    ],
    [
      'metadata that is no JSON',
      withEdited(6, (event) => (event.metadata = Buffer.from('{'))),
      'SealMalformed',
      6,
    ],
    [
      'metadata with more than a seal',
      withEdited(5, (event) => (event.metadata = Buffer.from('{"x":1}'))),
      'SealMalformed',
      5,
    ],
  ])('%s', (_, events, faultClass, seq) => {
    expect(found(events)).toEqual([faultClass, seq]);
  });
  it('the seal of another append', () => {
    const events = written(appends);
    events[6]!.metadata = events[7]!.metadata;
    expect(found(events)[0]).toBe('SealGap');
  });
});

describe('finds seals by keys that may not seal', () => {
  const sealedBy = (signer: LocalSigner) =>
    written(appends, undefined, (seal, writer) => sealAppend(seal, seal.last === 7 ? signer : writer));
  it('a key nobody registered', () => {
    expect(found(sealedBy(newSigner(`${log}/writer`)))).toEqual(['KeyNotRegistered', 7]);
  });
  it('the root key, which registers but does not seal', () => {
    expect(found(sealedBy(keys.root(ledger)))).toEqual(['KeyNotRegistered', 7]);
  });
  it('another key under the name and id of the right one', () => {
    const { name, keyId, vkey } = keys.writer(ledger);
    expect(found(sealedBy({ ...newSigner(name), name, keyId, vkey }))).toEqual(['SignatureInvalid', 7]);
  });
  it('a key that the root did not vouch for', () => {
    const other = registerWriter(keysOf(newSigner(`${log}/root`), keys.writer(ledger)), ledger);
    expect(found(written([[opening[0]!, { type: 'KeyRegistered', body: other }]]))).toEqual([
      'KeyNotVouchedFor',
      1,
    ]);
  });
  it('a key that is registered in the very append it seals', () => {
    const second = newSigner(`${log}/writer`);
    const register: LedgerEvent = {
      type: 'KeyRegistered',
      body: registerWriter(keysOf(keys.root(ledger), second), ledger),
    };
    const events = written([opening, [register]], undefined, (seal, writer) =>
      sealAppend(seal, seal.last === 2 ? second : writer),
    );
    expect(found(events)).toEqual(['KeyNotRegistered', 2]);
  });
  it('a whole journal made under another root', () => {
    expect(found(written(appends), newSigner(`${log}/root`).vkey)).toEqual(['WrongRoot', 0]);
  });
});
