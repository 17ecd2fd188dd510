import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A node of the tree: every prefix of every opened path. */
@Entity({ name: 'nodes' })
export class NodeRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'integer' })
  node!: number;

  @Column({ type: 'integer', nullable: true })
  parent!: number | null;

  /** Count of segments of the path. */
  @Column({ type: 'smallint' })
  depth!: number;

  @Column({ type: 'text' })
  path!: string;
}

/**
 * What the accounts strictly below a node add up to, in one currency. The node's roll-up is this and its own balance:
 * so an account without others below it, as most are, costs nothing here.
 */
@Entity({ name: 'node_sums' })
export class NodeSumRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'integer' })
  node!: number;

  @PrimaryColumn({ type: 'smallint' })
  currency!: number;

  @Column({ name: 'debits_below', type: 'numeric' })
  debitsBelow!: string;

  @Column({ name: 'credits_below', type: 'numeric' })
  creditsBelow!: string;
}
