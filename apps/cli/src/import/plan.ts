import type { Layout } from '@files/rows';
import type { Mapping } from './mapping/mapping';
import type { Template } from './mapping/template';

/** The account that each row opens before its transaction is posted. */
export interface Opening {
  readonly path: Template;
  /** Type, currencies and limits, as the API takes them. */
  readonly terms: Readonly<Record<string, unknown>>;
}

/** What is imported from where to where. */
export interface ImportPlan {
  readonly file: string;
  readonly layout: Layout;
  readonly ledger: string;
  /** Undefined where accounts are opened and nothing is posted. */
  readonly mapping: Mapping | undefined;
  readonly opening?: Opening;
  /** Without it, that of the file and the mapping. */
  readonly name?: string;
  /** Whether the caller knows that some rows of another file stand in the ledger, and wants the others posted. */
  readonly isContinued?: boolean;
  /** Rows in one request. */
  readonly batchRows: number;
  /** How many rows of the file to take; all, unless given. */
  readonly rowsMax?: number;
}
