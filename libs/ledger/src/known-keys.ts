import type { UndoLog } from './machinery/undo-log';
import { UndoableMap } from './machinery/undoable-map';

export const keyRoles = ['writer', 'notary', 'witness'] as const;
/** What a key signs: appends, checkpoints, or cosignatures of checkpoints. */
export type KeyRole = (typeof keyRoles)[number];

/** A key as the rules remember it, for ever: its id is never used again. */
export interface LedgerKey {
  readonly role: KeyRole;
  readonly vkey: string;
  /** As its registration has it. */
  readonly after?: string;
  /** Seqs of the entries that say so. */
  readonly registeredAt: number;
  readonly retiredAt?: number;
  readonly compromisedAt?: number;
  /** Present where it was compromised before the entry that says so. */
  readonly compromisedFrom?: number;
}

/** A root key that another one has replaced. */
export interface ReplacedRoot {
  readonly vkey: string;
  /** Seqs of the entries that made it the root key, and that replaced it. */
  readonly since: number;
  readonly replacedAt: number;
  /** Seq of the entry that declared it compromised. */
  readonly compromisedAt?: number;
}

/** The key that may replace the root key. */
export interface NextRoot {
  /** SHA-256 of its verifier key, base64url. */
  readonly hash: string;
  /** Seq of the entry that named it. */
  readonly namedAt: number;
}

/** The part of the state that says which keys may sign. */
export interface LedgerKeys {
  /** Verifier key of the present root; empty before the journal was opened. */
  root: string;
  /** The root keys before it, in order. */
  replacedRoots: readonly ReplacedRoot[];
  nextRoot: NextRoot | null;
  /** Key id -> the key. */
  readonly signingKeys: Map<string, LedgerKey>;
  /** Seq of the last entry; -1 before the first. */
  readonly seq: number;
  readonly undo: Pick<UndoLog, 'keep'>;
}

/** The same, to read. */
export type KnownKeys = Readonly<
  Pick<LedgerKeys, 'root' | 'replacedRoots' | 'nextRoot'> & { signingKeys: ReadonlyMap<string, LedgerKey> }
>;

/** Of the state of a book, what stands before its first entry. */
export function unopened(undo: UndoLog) {
  return {
    isOpened: false,
    root: '',
    replacedRoots: [],
    nextRoot: null,
    signingKeys: new UndoableMap<string, LedgerKey>(undo),
    seq: -1,
    undo,
  };
}

/** Key id in a verifier key. */
export function keyIdOf(vkey: string): string {
  return vkey.split('+')[1] ?? '';
}

/** Seq of the last entry that changed the keys; 0 where only the opening has. */
export function keysChangedAt({ signingKeys, replacedRoots, nextRoot }: KnownKeys): number {
  const ofKeys = Array.from(signingKeys.values(), ({ registeredAt, retiredAt = 0, compromisedAt = 0 }) =>
    Math.max(registeredAt, retiredAt, compromisedAt),
  );
  const ofRoots = replacedRoots.map(({ replacedAt, compromisedAt = 0 }) =>
    Math.max(replacedAt, compromisedAt),
  );
  return Math.max(0, nextRoot?.namedAt ?? 0, ...ofKeys, ...ofRoots);
}

/** Whether the key may sign what is appended next. */
export function isActive(key: LedgerKey | undefined, role: KeyRole): boolean {
  return key?.role === role && key.retiredAt === undefined && key.compromisedAt === undefined;
}

/** Ids of the keys that vouch for nothing any more where a key, or a root key, is compromised. */
export function endedBy(
  { signingKeys, replacedRoots }: KnownKeys,
  { keyId, fromSeq }: { readonly keyId: string; readonly fromSeq?: number },
): string[] {
  if (signingKeys.has(keyId)) return [keyId];
  const root = replacedRoots.find(({ vkey }) => keyIdOf(vkey) === keyId);
  if (!root) return [];
  const { since, replacedAt } = root;
  const first = Math.max(fromSeq ?? replacedAt, since);
  return Array.from(signingKeys)
    .filter(([, { registeredAt }]) => registeredAt >= first && registeredAt < replacedAt)
    .map(([id]) => id);
}
