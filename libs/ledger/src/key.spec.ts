import { refusalOf } from '../../../test/support/given';
import { declareKeyCompromised, registerKey, retireKey } from './key';
import { isActive, keysChangedAt, type KeyRole, type LedgerKeys, type LedgerKey } from './known-keys';
import { keyChanged } from './key-events';
import { nameNextRoot } from './root';
import { UndoLog } from './machinery/undo-log';
import { UndoableMap } from './machinery/undoable-map';

const rootSignature = 'c2lnbmVk';

/** A ledger with these keys, `<role> <id>` each, registered by entries 1, 2, 3 … */
function holding(...keys: readonly `${KeyRole} ${string}`[]) {
  const undo = new UndoLog();
  const ledger = {
    root: 'log/root+00+AQ==',
    replacedRoots: [] as LedgerKeys['replacedRoots'],
    nextRoot: null as LedgerKeys['nextRoot'],
    signingKeys: new UndoableMap<string, LedgerKey>(undo),
    seq: keys.length,
    undo,
  };
  keys.forEach((words, i) => keyChanged(ledger, { type: 'KeyRegistered', body: registration(words) }, i + 1));
  return ledger;
}

function registration(words: string) {
  const [role, keyId] = words.split(' ') as [KeyRole, string];
  return { keyId, role, rootSignature, vkey: `log/${role}+${keyId}+AQ==` };
}

/** As the signature under a change was verified against the keys that the ledger has now. */
const vouchedIn = (keys: LedgerKeys) => ({ vouched: { keysAt: keysChangedAt(keys) } });
const register = (keys: LedgerKeys, words: string) =>
  registerKey(keys, { type: 'RegisterKey', ...vouchedIn(keys), ...registration(words) });
const retire = (keys: LedgerKeys, keyId: string) =>
  retireKey(keys, { type: 'RetireKey', ...vouchedIn(keys), keyId, rootSignature });
const compromise = (keys: LedgerKeys, keyId: string, fromSeq?: number) =>
  declareKeyCompromised(keys, {
    type: 'DeclareKeyCompromised',
    ...vouchedIn(keys),
    keyId,
    rootSignature,
    ...(fromSeq !== undefined && { fromSeq }),
  });

describe('a key', () => {
  it('is registered for a role, with what the root key signed', () => {
    expect(register(holding('writer a1'), 'notary b2')).toEqual([
      { type: 'KeyRegistered', body: registration('notary b2') },
    ]);
  });

  it.each(['writer a1', 'notary a1', 'witness a1'] as const)('has an id of its own for ever: %s', (words) => {
    const ledger = holding('writer a1', 'writer b2');
    keyChanged(ledger, { type: 'KeyRetired', body: { keyId: 'a1', rootSignature } }, 3);
    const refusal = refusalOf(() => register(ledger, words));
    expect([refusal.code, refusal.facts]).toEqual([
      'KeyAlreadyRegistered',
      { keyId: 'a1', role: 'writer', seq: '1' },
    ]);
  });

  it('may sign for its role from its registration until it is retired or compromised', () => {
    const ledger = holding('writer a1', 'notary b2', 'writer c3');
    const active = (id: string, role: KeyRole) => isActive(ledger.signingKeys.get(id), role);
    expect([
      active('a1', 'writer'),
      active('a1', 'notary'),
      active('b2', 'notary'),
      active('d4', 'writer'),
    ]).toEqual([true, false, true, false]);
    keyChanged(ledger, { type: 'KeyRetired', body: { keyId: 'a1', rootSignature } }, 4);
    keyChanged(ledger, { type: 'KeyCompromised', body: { keyId: 'b2', rootSignature } }, 5);
    expect([active('a1', 'writer'), active('b2', 'notary'), active('c3', 'writer')]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('retiring a key', () => {
  it('is recorded by its own entry, once', () => {
    const ledger = holding('writer a1', 'writer b2');
    expect(retire(ledger, 'a1')).toEqual([{ type: 'KeyRetired', body: { keyId: 'a1', rootSignature } }]);
    keyChanged(ledger, { type: 'KeyRetired', body: { keyId: 'a1', rootSignature } }, 9);
    const refusal = refusalOf(() => retire(ledger, 'a1'));
    expect([refusal.code, refusal.facts]).toEqual(['KeyIsRetired', { keyId: 'a1', seq: '9' }]);
  });

  it('needs a key that was registered', () => {
    expect(refusalOf(() => retire(holding('writer a1'), 'ff')).code).toBe('KeyNotRegistered');
  });

  it('needs another writer key where it is a writer key', () => {
    const ledger = holding('writer a1', 'notary b2', 'writer c3');
    keyChanged(ledger, { type: 'KeyRetired', body: { keyId: 'c3', rootSignature } }, 4);
    expect(refusalOf(() => retire(ledger, 'a1')).code).toBe('KeyIsLast');
    expect(refusalOf(() => compromise(ledger, 'a1')).code).toBe('KeyIsLast');
    expect(retire(ledger, 'b2')).toHaveLength(1);
  });
});

describe('a compromised key', () => {
  it('vouches for nothing from the next append on, or from an earlier entry that is named', () => {
    const ledger = holding('writer a1', 'writer b2');
    expect(compromise(ledger, 'a1')).toEqual([
      { type: 'KeyCompromised', body: { keyId: 'a1', rootSignature } },
    ]);
    const [event] = compromise(ledger, 'a1', 120);
    expect(event!.body).toEqual({ fromSeq: '120', keyId: 'a1', rootSignature });
    keyChanged(ledger, event!, 160);
    expect(ledger.signingKeys.get('a1')).toMatchObject({ compromisedAt: 160, compromisedFrom: 120 });
  });

  it('may have been retired before, but is compromised once and not retired after', () => {
    const ledger = holding('writer a1', 'writer b2');
    keyChanged(ledger, { type: 'KeyRetired', body: { keyId: 'a1', rootSignature } }, 3);
    expect(compromise(ledger, 'a1', 2)).toHaveLength(1);
    keyChanged(ledger, { type: 'KeyCompromised', body: { keyId: 'a1', rootSignature, fromSeq: '2' } }, 4);
    keyChanged(ledger, { type: 'KeyRegistered', body: registration('notary c3') }, 5);
    keyChanged(ledger, { type: 'KeyCompromised', body: { keyId: 'c3', rootSignature } }, 6);
    expect(refusalOf(() => compromise(ledger, 'a1')).code).toBe('KeyIsCompromised');
    expect(refusalOf(() => retire(ledger, 'c3')).code).toBe('KeyIsCompromised');
  });
});

it('a key for one place in the journal is refused at any other', () => {
  const ledger = holding('writer a1');
  const key = { ...registration('writer b2'), after: 'A'.repeat(43) };
  const at = (afterSeq: number) =>
    registerKey(ledger, { type: 'RegisterKey', vouched: { keysAt: 1, afterSeq }, ...key });
  expect(at(1)).toEqual([{ type: 'KeyRegistered', body: key }]);
  expect(refusalOf(() => at(0))).toMatchObject({ code: 'KeyPlaceWrong', facts: { seq: '1' } });
});

it('a change of keys is refused where another one came after its signature was verified', () => {
  const ledger = holding('writer a1', 'writer b2');
  const stale = { keysAt: 1 };
  const changes: (() => unknown)[] = [
    () => registerKey(ledger, { type: 'RegisterKey', vouched: stale, ...registration('writer c3') }),
    () => retireKey(ledger, { type: 'RetireKey', vouched: stale, keyId: 'a1', rootSignature }),
    () =>
      declareKeyCompromised(ledger, {
        type: 'DeclareKeyCompromised',
        vouched: stale,
        keyId: 'a1',
        rootSignature,
      }),
    () => nameNextRoot(ledger, { type: 'NameNextRoot', vouched: stale, nextRoot: 'h', rootSignature }),
  ];
  for (const change of changes)
    expect(refusalOf(change)).toMatchObject({ code: 'KeysChanged', facts: { seq: '2' } });
});

it('whatever happened to keys is taken back step by step', () => {
  const ledger = holding('writer a1');
  const known = () => {
    const { undo: _, signingKeys, ...rest } = ledger;
    return { ...rest, signingKeys: [...signingKeys] };
  };
  const before = known();
  ledger.undo.restart();
  keyChanged(ledger, { type: 'KeyRegistered', body: registration('writer b2') }, 2);
  keyChanged(ledger, { type: 'KeyRetired', body: { keyId: 'a1', rootSignature } }, 3);
  keyChanged(ledger, { type: 'KeyCompromised', body: { keyId: 'a1', rootSignature, fromSeq: '1' } }, 4);
  keyChanged(ledger, { type: 'NextRootNamed', body: { nextRoot: 'h', rootSignature } }, 5);
  keyChanged(
    ledger,
    { type: 'RootReplaced', body: { keyList: 'l', rootSignature, vkey: 'log/root+01+AQ==' } },
    6,
  );
  keyChanged(ledger, { type: 'KeyCompromised', body: { keyId: '00', rootSignature, fromSeq: '1' } }, 7);
  ledger.undo.backTo(0);
  expect(known()).toEqual(before);
});
