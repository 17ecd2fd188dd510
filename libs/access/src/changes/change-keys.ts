import { declareKeyCompromised, registerKey, retireKey } from '@ledger/key';
import type { KeyCommand, KeyEvent } from '@ledger/key-events';
import { nameNextRoot, replaceRoot } from '@ledger/root';
import { requirePermitted } from './change';
import { everyLedger } from '../grants/scope';
import type { AccessState, Asking } from '../state';

/** Requires that the caller may change the keys of the access journal. @throws Refusal NotPermitted, OutOfScope */
export function requireKeysChangeable(state: AccessState, asking: Asking): void {
  requirePermitted(state, asking, {
    permission: 'changeKeys',
    ledger: everyLedger,
    reach: { isWhole: true },
  });
}

/** @throws Refusal NotPermitted, OutOfScope and those of keys */
export function changeKeys(state: AccessState, command: KeyCommand, asking: Asking): KeyEvent[] {
  requireKeysChangeable(state, asking);
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
