import { refusalOf } from '../../../test/support/given';
import {
  declareKeyCompromised,
  isActive,
  keyChanged,
  registerKey,
  retireKey,
  type KeyRole,
  type LedgerKey,
} from './key';
import { UndoLog } from './machinery/undo-log';
import { UndoableMap } from './machinery/undoable-map';

const rootSignature = 'c2lnbmVk';

/** A ledger with these keys, `<role> <id>` each, registered by entries 1, 2, 3 … */
function holding(...keys: readonly `${KeyRole} ${string}`[]) {
  const undo = new UndoLog();
  const ledger = { signingKeys: new UndoableMap<string, LedgerKey>(undo), undo };
  keys.forEach((words, i) => keyChanged(ledger, { type: 'KeyRegistered', body: registration(words) }, i + 1));
  return ledger;
}

function registration(words: string) {
  const [role, keyId] = words.split(' ') as [KeyRole, string];
  return { keyId, role, rootSignature, vkey: `log/${role}+${keyId}+AQ==` };
}

const retire = (keyId: string) => ({ type: 'RetireKey', keyId, rootSignature }) as const;
const compromise = (keyId: string, fromSeq?: number) =>
  ({
    type: 'DeclareKeyCompromised',
    keyId,
    rootSignature,
    ...(fromSeq !== undefined && { fromSeq }),
  }) as const;

describe('a key', () => {
  it('is registered for a role, with what the root key signed', () => {
    const key = registration('notary b2');
    expect(registerKey(holding('writer a1'), { type: 'RegisterKey', ...key })).toEqual([
      { type: 'KeyRegistered', body: key },
    ]);
  });

  it.each(['writer a1', 'notary a1', 'witness a1'] as const)('has an id of its own for ever: %s', (words) => {
    const ledger = holding('writer a1', 'writer b2');
    keyChanged(ledger, { type: 'KeyRetired', body: { keyId: 'a1', rootSignature } }, 3);
    const refusal = refusalOf(() => registerKey(ledger, { type: 'RegisterKey', ...registration(words) }));
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
  it('is told by its own entry, once', () => {
    const ledger = holding('writer a1', 'writer b2');
    expect(retireKey(ledger, retire('a1'))).toEqual([
      { type: 'KeyRetired', body: { keyId: 'a1', rootSignature } },
    ]);
    keyChanged(ledger, { type: 'KeyRetired', body: { keyId: 'a1', rootSignature } }, 9);
    const refusal = refusalOf(() => retireKey(ledger, retire('a1')));
    expect([refusal.code, refusal.facts]).toEqual(['KeyIsRetired', { keyId: 'a1', seq: '9' }]);
  });

  it('needs a key that was registered', () => {
    expect(refusalOf(() => retireKey(holding('writer a1'), retire('ff'))).code).toBe('KeyNotRegistered');
  });

  it('needs another writer key where it is a writer key', () => {
    const ledger = holding('writer a1', 'notary b2', 'writer c3');
    keyChanged(ledger, { type: 'KeyRetired', body: { keyId: 'c3', rootSignature } }, 4);
    expect(refusalOf(() => retireKey(ledger, retire('a1'))).code).toBe('KeyIsLast');
    expect(refusalOf(() => declareKeyCompromised(ledger, compromise('a1'))).code).toBe('KeyIsLast');
    expect(retireKey(ledger, retire('b2'))).toHaveLength(1);
  });
});

describe('a compromised key', () => {
  it('vouches for nothing from the next append on, or from an earlier entry that is named', () => {
    const ledger = holding('writer a1', 'writer b2');
    expect(declareKeyCompromised(ledger, compromise('a1'))).toEqual([
      { type: 'KeyCompromised', body: { keyId: 'a1', rootSignature } },
    ]);
    const [event] = declareKeyCompromised(ledger, compromise('a1', 120));
    expect(event!.body).toEqual({ fromSeq: '120', keyId: 'a1', rootSignature });
    keyChanged(ledger, event!, 160);
    expect(ledger.signingKeys.get('a1')).toMatchObject({ compromisedAt: 160, compromisedFrom: 120 });
  });

  it('may have been retired before, but is compromised once and not retired after', () => {
    const ledger = holding('writer a1', 'writer b2');
    keyChanged(ledger, { type: 'KeyRetired', body: { keyId: 'a1', rootSignature } }, 3);
    expect(declareKeyCompromised(ledger, compromise('a1', 2))).toHaveLength(1);
    keyChanged(ledger, { type: 'KeyCompromised', body: { keyId: 'a1', rootSignature, fromSeq: '2' } }, 4);
    keyChanged(ledger, { type: 'KeyRegistered', body: registration('notary c3') }, 5);
    keyChanged(ledger, { type: 'KeyCompromised', body: { keyId: 'c3', rootSignature } }, 6);
    expect(refusalOf(() => declareKeyCompromised(ledger, compromise('a1'))).code).toBe('KeyIsCompromised');
    expect(refusalOf(() => retireKey(ledger, retire('c3'))).code).toBe('KeyIsCompromised');
  });
});

it('whatever happened to keys is taken back step by step', () => {
  const ledger = holding('writer a1');
  const before = [...ledger.signingKeys];
  ledger.undo.restart();
  keyChanged(ledger, { type: 'KeyRegistered', body: registration('writer b2') }, 2);
  keyChanged(ledger, { type: 'KeyRetired', body: { keyId: 'a1', rootSignature } }, 3);
  keyChanged(ledger, { type: 'KeyCompromised', body: { keyId: 'a1', rootSignature, fromSeq: '1' } }, 4);
  ledger.undo.backTo(0);
  expect([...ledger.signingKeys]).toEqual(before);
});
