import { declareKeyCompromised, registerKey, retireKey } from '@ledger/key';
import type { KeyCommand, KeyEvent } from '@ledger/key-events';
import { nameNextRoot, replaceRoot } from '@ledger/root';
import { requirePermitted } from './change';
import type { Demand } from '../grants/permit';
import { everyLedger } from '../grants/scope';
import type { AccessState, Asking } from '../state';

/** The command that each event comes of. */
export const keyCommandOf = {
  KeyRegistered: 'RegisterKey',
  KeyRetired: 'RetireKey',
  KeyCompromised: 'DeclareKeyCompromised',
  NextRootNamed: 'NameNextRoot',
  RootReplaced: 'ReplaceRoot',
} as const satisfies Readonly<Record<KeyEvent['type'], KeyCommand['type']>>;

export function demandOfKeys(command: KeyCommand['type']): Demand {
  return { permission: 'changeKeys', ledger: everyLedger, command, reach: { isWhole: true } };
}

/** @throws Refusal NotPermitted, OutOfScope and those of keys */
export function changeKeys(state: AccessState, command: KeyCommand, asking: Asking): KeyEvent[] {
  requirePermitted(state, asking, demandOfKeys(command.type));
  switch (command.type) {
    case 'RegisterKey':
      return registerKey(state, command);
    case 'RetireKey':
      return retireKey(state, command);
    case 'DeclareKeyCompromised':
      return declareKeyCompromised(state, command);
    case 'NameNextRoot':
      return nameNextRoot(state, command);
    case 'ReplaceRoot':
      return replaceRoot(state, command);
  }
}
