import { integer, key, nullable, numeric, smallint, text } from '../schema/column';
import { Table } from '../schema/table';

/** A node of the tree: every prefix of every opened path. */
export const nodes = new Table('nodes', {
  ledger: key(integer),
  node: key(integer),
  parent: nullable(integer),
  /** Count of segments of the path. */
  depth: smallint,
  path: text,
});

/**
 * What the accounts strictly below a node add up to, in one currency. The node's roll-up is this and its own balance:
 * so an account without others below it, as most are, costs nothing here.
 */
export const nodeSums = new Table('node_sums', {
  ledger: key(integer),
  node: key(integer),
  currency: key(smallint),
  debits_below: numeric,
  credits_below: numeric,
});
