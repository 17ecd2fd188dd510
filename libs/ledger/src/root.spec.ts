import { refusalOf } from '../../../test/support/given';
import { declareKeyCompromised, registerKey } from './key';
import { keyChanged, type KeyEvent } from './key-events';
import { UndoLog } from './machinery/undo-log';
import { isActive, keysChangedAt, type LedgerKeys } from './known-keys';
import { nameNextRoot, replaceRoot, type ReplaceRoot } from './root';

const rootSignature = 'c2lnbmVk';
const [first, second, third] = ['01', '02', '03'].map((id) => `log/root+${id}+AQ==`) as [
  string,
  string,
  string,
];
const writer = (keyId: string) =>
  ({ keyId, role: 'writer', rootSignature, vkey: `log/writer+${keyId}+AQ==` }) as const;

/** A ledger under the first root with the writer key a1; then what these events did, from entry 2 on. */
function after(...events: readonly KeyEvent[]): LedgerKeys {
  const keys: LedgerKeys = {
    root: first,
    replacedRoots: [],
    nextRoot: null,
    signingKeys: new Map(),
    seq: events.length + 1,
    undo: new UndoLog(),
  };
  [registered('a1'), ...events].forEach((event, at) => keyChanged(keys, event, at + 1));
  return keys;
}

const registered = (keyId: string): KeyEvent => ({ type: 'KeyRegistered', body: writer(keyId) });
const named = (vkey: string): KeyEvent => ({
  type: 'NextRootNamed',
  body: { nextRoot: `hash of ${vkey}`, rootSignature },
});
const replaced = (vkey: string, next?: string): KeyEvent => ({
  type: 'RootReplaced',
  body: { keyList: 'list', rootSignature, vkey, ...(next !== undefined && { nextRoot: `hash of ${next}` }) },
});

const name = (keys: LedgerKeys, vkey: string) =>
  nameNextRoot(keys, {
    type: 'NameNextRoot',
    vouched: { keysAt: keysChangedAt(keys) },
    nextRoot: `hash of ${vkey}`,
    rootSignature,
  });
const replace = (keys: LedgerKeys, vkey: string, more: Partial<ReplaceRoot> = {}) => [
  ...replaceRoot(keys, {
    type: 'ReplaceRoot',
    vouched: { keysAt: keysChangedAt(keys), rootHash: `hash of ${vkey}` },
    vkey,
    keyList: 'list',
    rootSignature,
    ...more,
  }),
];
const compromise = (keys: LedgerKeys, keyId: string, fromSeq?: number) =>
  declareKeyCompromised(keys, {
    type: 'DeclareKeyCompromised',
    vouched: { keysAt: keysChangedAt(keys) },
    keyId,
    rootSignature,
    ...(fromSeq !== undefined && { fromSeq }),
  });

describe('the root key', () => {
  it('names the key that may replace it, once', () => {
    expect(name(after(), second)).toEqual([named(second)]);
    expect(refusalOf(() => name(after(named(second)), third))).toMatchObject({
      code: 'NextRootAlreadyNamed',
      facts: { nextRoot: `hash of ${second}`, seq: '2' },
    });
  });

  it('is replaced by the key that it had named, and by no other', () => {
    expect(replace(after(named(second)), second)).toEqual([replaced(second)]);
    expect(refusalOf(() => replace(after(named(second)), third)).code).toBe('RootNotNamed');
    expect(refusalOf(() => replace(after(), second)).code).toBe('RootNotNamed');
  });

  it('is remembered with what it registered when another has replaced it', () => {
    const keys = after(named(second), replaced(second, third));
    expect(keys).toMatchObject({
      root: second,
      replacedRoots: [{ vkey: first, since: 0, replacedAt: 3 }],
      nextRoot: { hash: `hash of ${third}`, namedAt: 3 },
    });
    expect(replace(keys, third)).toEqual([replaced(third)]);
    expect(refusalOf(() => name(keys, first)).code).toBe('NextRootAlreadyNamed');
  });

  it('may name another one where its replacement named none', () => {
    expect(name(after(named(second), replaced(second)), third)).toEqual([named(third)]);
  });

  it('brings a writer key along where no other is at hand, at the place it was signed for', () => {
    const keys = after(named(second));
    const { keyId, vkey } = writer('b2');
    const rescue = { after: 'A'.repeat(43), keyId, vkey };
    const vouched = { keysAt: 2, rootHash: `hash of ${second}` };
    const [event] = replace(keys, second, { writer: rescue, vouched: { ...vouched, afterSeq: 2 } });
    expect(event).toMatchObject({ type: 'RootReplaced', body: { writer: rescue } });
    const elsewhere = () => replace(keys, second, { writer: rescue, vouched: { ...vouched, afterSeq: 1 } });
    expect(refusalOf(elsewhere).code).toBe('KeyPlaceWrong');
    const again = { ...rescue, keyId: 'a1' };
    expect(refusalOf(() => replace(keys, second, { writer: again })).code).toBe('KeyAlreadyRegistered');
    keyChanged(keys, event!, 3);
    expect(keys.signingKeys.get('b2')).toMatchObject({
      role: 'writer',
      registeredAt: 3,
      after: rescue.after,
    });
  });

  it('keeps its id for ever, as every key does', () => {
    const keys = after(named(second), replaced(second));
    for (const keyId of ['01', '02'])
      expect(
        refusalOf(() =>
          registerKey(keys, {
            type: 'RegisterKey',
            vouched: { keysAt: keysChangedAt(keys) },
            ...writer(keyId),
          }),
        ),
      ).toMatchObject({ code: 'KeyAlreadyRegistered', facts: { keyId, role: 'root' } });
  });
});

describe('a stolen root key', () => {
  /** The thief has registered t1, at entry 3; b2 is the first key of the second root. */
  const stolen = () => after(named(second), registered('t1'), replaced(second), registered('b2'));

  it('is declared compromised when it was replaced, not before', () => {
    expect(refusalOf(() => compromise(stolen(), '02')).code).toBe('RootNotReplaced');
    expect(compromise(stolen(), '01', 3)).toEqual([
      { type: 'KeyCompromised', body: { fromSeq: '3', keyId: '01', rootSignature } },
    ]);
    expect(refusalOf(() => compromise(stolen(), '09')).code).toBe('KeyNotRegistered');
  });

  it('vouches no more for the keys that it registered from an entry on', () => {
    const keys = stolen();
    const declared = (fromSeq?: string): KeyEvent => ({
      type: 'KeyCompromised',
      body: { keyId: '01', rootSignature, ...(fromSeq !== undefined && { fromSeq }) },
    });
    keyChanged(keys, declared('2'), 6);
    expect(keys.signingKeys.get('t1')).toMatchObject({ compromisedAt: 6, compromisedFrom: 3 });
    expect(['a1', 't1', 'b2'].filter((id) => isActive(keys.signingKeys.get(id), 'writer'))).toEqual([
      'a1',
      'b2',
    ]);
    expect(refusalOf(() => compromise(keys, '01', 2))).toMatchObject({
      code: 'KeyIsCompromised',
      facts: { seq: '6' },
    });
    const without = stolen();
    keyChanged(without, declared(), 6);
    expect([...without.signingKeys.values()].filter((key) => isActive(key, 'writer'))).toHaveLength(3);
  });

  it('leaves the ledger a writer key', () => {
    const keys = after(named(second), replaced(second));
    expect(refusalOf(() => compromise(keys, '01', 0)).code).toBe('KeyIsLast');
    expect(compromise(keys, '01', 2)).toHaveLength(1);
  });
});
