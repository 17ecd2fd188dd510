import type { Kind } from './kinds';
import type { Connection } from './plain-text';

/** The programs that read settings. */
export type Program = 'start' | 'api' | 'projector' | 'notary' | 'cli' | 'bench';

/**
 * One environment variable. `default` is the text it has when it is unset or empty; without one the
 * setting is undefined there. `{DATA_DIR}` in a default stands for that setting's value.
 */
export interface Variable<T = unknown> {
  readonly setting: string;
  readonly kind: Kind<T>;
  readonly default?: string;
  readonly meaning: string;
  readonly programs: readonly Program[];
  readonly requiredBy: readonly Program[];
  /** What connects or listens at the address that is its value: beyond this machine it must be encrypted. */
  readonly connection?: Connection;
}
