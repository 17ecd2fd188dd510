import type { ListedKey } from '../keys/listed-keys';
import { keyFindings } from './keys';

const key = (vkey: string, status: ListedKey['status'] = 'active', role: ListedKey['role'] = 'writer') => ({
  keyId: vkey,
  role,
  vkey,
  status,
  registeredSeq: '1',
});
const next = { hash: 'A', namedSeq: '3' };

/** What is found of one ledger with these keys. */
function found(items: readonly ListedKey[], own: readonly string[], nextRoot: typeof next | null = next) {
  return keyFindings([{ ledger: 'acme', listed: { items, nextRoot }, own }]).map(
    ({ status, sentence }) => `${status}: ${sentence}`,
  );
}

describe('the keys of this machine', () => {
  it('are in order where the writer keys that may seal are here, and a next root key is named', () => {
    const items = [key('old', 'retired'), key('new'), key('notary', 'active', 'notary')];
    expect(found(items, ['new'])).toEqual([
      'ok: The writer keys of this machine are those that are registered.',
    ]);
  });

  it('that are registered nowhere, or not any more, are a warning', () => {
    expect(found([key('old', 'retired'), key('other')], ['old'])).toEqual([
      'warning: No writer key of this machine is registered in acme: with these keys nothing is written there.',
    ]);
  });

  it('leave a warning where another writer key may seal as well', () => {
    expect(found([key('here'), key('there')], ['here'])).toEqual([
      'warning: A writer key that is not on this machine may seal entries of acme.',
    ]);
  });

  it('leave a warning where no next root key is named, once for all ledgers', () => {
    const listed = { items: [key('here')], nextRoot: null };
    const compared = ['_access', 'acme'].map((ledger) => ({ ledger, listed, own: ['here'] }));
    expect(keyFindings(compared).map(({ sentence }) => sentence)).toEqual([
      'No next root key is named in _access, acme: a stolen root key could not be replaced.',
    ]);
  });
});
