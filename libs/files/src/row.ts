import type { Fields } from './fields';
import type { Unreadable } from './unreadable';

/** One row of a file; a row that cannot be read says why. */
export interface Row {
  /** Counted from 1, without the header. */
  readonly number: number;
  /** The line of the file on which it begins, counted from 1. */
  readonly line: number;
  /** As it stands in the file, without its line end; shortened where it is too long to be read. */
  readonly text: string;
  readonly fields: Fields | Unreadable;
}
