import {
  keyCompromised,
  keyRegistered,
  keyRetired,
  type DeclareKeyCompromised,
  type KeyCompromised,
  type KeyRegistered,
  type KeyRetired,
  type RegisterKey,
  type RetireKey,
} from './key';
import type { LedgerKeys } from './known-keys';
import {
  nextRootNamed,
  rootReplaced,
  type NameNextRoot,
  type NextRootNamed,
  type ReplaceRoot,
  type RootReplaced,
} from './root';

/** Every command that changes which keys may sign; each stands on the signature of a root key. */
export type KeyCommand = RegisterKey | RetireKey | DeclareKeyCompromised | NameNextRoot | ReplaceRoot;

/** Every event that says which keys may sign, but for the opening, which names the first root key. */
export type KeyEvent = KeyRegistered | KeyRetired | KeyCompromised | NextRootNamed | RootReplaced;

const keyEvents: Readonly<Record<KeyEvent['type'], true>> = {
  KeyRegistered: true,
  KeyRetired: true,
  KeyCompromised: true,
  NextRootNamed: true,
  RootReplaced: true,
};

export function isKeyEvent(event: { readonly type: string }): event is KeyEvent {
  return Object.hasOwn(keyEvents, event.type);
}

export function keyChanged(keys: LedgerKeys, event: KeyEvent, seq: number): void {
  switch (event.type) {
    case 'KeyRegistered':
      return keyRegistered(keys, event.body, seq);
    case 'KeyRetired':
      return keyRetired(keys, event.body, seq);
    case 'KeyCompromised':
      return keyCompromised(keys, event.body, seq);
    case 'NextRootNamed':
      return nextRootNamed(keys, event.body, seq);
    case 'RootReplaced':
      return rootReplaced(keys, event.body, seq);
  }
}
