import {
  DatabaseError,
  type Client,
  type ClientBase,
  type Pool,
  type QueryConfig,
  type QueryResultRow,
} from 'pg';
import type { Position } from '@streams/stream';
import { hashBytes } from '@proof/merkle';
import type { Tile, TileId } from '@proof/tiles';
import type { Subtree } from '@proof/tree-proof';

/** A checkpoint as it was released. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

/** A stored tree lacks a tile of its size. */
export class TileMissing extends Error {
  constructor(ledger: string, { level, index }: Pick<TileId, 'level' | 'index'>) {
    super(`the tree of ${ledger} lacks its tile ${level}/${index}`);
    this.name = 'TileMissing';
  }
}

/** The notary's tables, for reading. They live in a schema of their own: no rebuild of read models touches them. */
export class NotaryTables {
  constructor(private readonly connection: Pool | ClientBase) {}

  /** Leaves of the tree that the stored tiles hold; 0 where there are none. */
  async treeSize(ledger: string): Promise<number> {
    const rows = await this.ask<{ size: string }>({
      name: 'notary-tree',
      text: 'select size from notary.trees where ledger = $1',
      values: [ledger],
    });
    return Number(rows[0]?.size ?? 0);
  }

  /** The hashes of stored tiles, in the order asked for; a tile may have grown beyond its width, and have inner nodes. */
  async tiles(ledger: string, ids: readonly TileId[]): Promise<Buffer[]> {
    const rows = await this.ask<{ level: number; index: string; hashes: Buffer }>({
      name: 'notary-tiles',
      text: `select t.level, t.index, t.hashes
        from unnest($2::smallint[], $3::bigint[]) as x (level, index)
        join notary.tiles t on t.ledger = $1 and t.level = x.level and t.index = x.index`,
      values: [ledger, ids.map(({ level }) => level), ids.map(({ index }) => index)],
    });
    const found = new Map(rows.map(({ level, index, hashes }) => [`${level}/${index}`, hashes]));
    return ids.map(({ level, index }) => {
      const hashes = found.get(`${level}/${index}`);
      if (!hashes) throw new TileMissing(ledger, { level, index });
      return hashes;
    });
  }

  /**
   * The roots of subtrees, in the order asked for. In a tile's row its hashes are followed by the complete subtrees over
   * two of them, over four, and so on: a row of each, of half as many as the one before, rounded down. Each is looked up
   * by itself, because a planner without statistics would read all tiles of the ledger.
   */
  async subtrees(ledger: string, wanted: readonly Subtree[]): Promise<Buffer[]> {
    const rows = await this.ask<{ root: Buffer | null }>({
      name: 'notary-subtrees',
      text: `select node.root
        from unnest($2::smallint[], $3::bigint[], $4::int[], $5::int[], $6::int[])
          with ordinality as x (level, tile, first, count, height, place)
        left join lateral (
          select substring(t.hashes from 1 + ${hashBytes} * (
            x.first / x.count + (select coalesce(sum(t.width >> row), 0)::int from generate_series(0, x.height - 1) as row)
          ) for ${hashBytes}) as root
          from notary.tiles t
          where t.ledger = $1 and t.level = x.level and t.index = x.tile and t.width >= x.first + x.count limit 1
        ) node on true
        order by x.place`,
      values: [
        ledger,
        wanted.map(({ level }) => level),
        wanted.map(({ tile }) => tile),
        wanted.map(({ first }) => first),
        wanted.map(({ count }) => count),
        wanted.map(({ count }) => Math.log2(count)),
      ],
    });
    return wanted.map(({ level, tile }, at) => {
      const root = rows[at]?.root;
      if (root?.length === hashBytes) return root;
      throw new TileMissing(ledger, { level, index: tile });
    });
  }

  /** The newest checkpoint. */
  async newest(ledger: string): Promise<StoredCheckpoint | undefined> {
    const rows = await this.ask<CheckpointRow>({
      name: 'notary-newest',
      text: 'select size, note from notary.checkpoints where ledger = $1 order by size desc limit 1',
      values: [ledger],
    });
    return rows[0] && checkpointOf(rows[0]);
  }

  async checkpoint(ledger: string, size: number): Promise<StoredCheckpoint | undefined> {
    const rows = await this.ask<CheckpointRow>({
      name: 'notary-checkpoint',
      text: 'select size, note from notary.checkpoints where ledger = $1 and size = $2',
      values: [ledger, size],
    });
    return rows[0] && checkpointOf(rows[0]);
  }

  /**
   * Checkpoints from the newest back.
   * @param below only those of fewer entries than this
   */
  async checkpoints(ledger: string, below: number, limit: number): Promise<StoredCheckpoint[]> {
    const rows = await this.ask<CheckpointRow>({
      name: 'notary-checkpoints',
      text: `select size, note from notary.checkpoints where ledger = $1 and size < $2
        order by size desc limit $3`,
      values: [ledger, below, limit],
    });
    return rows.map(checkpointOf);
  }

  /** No rows where no notary ever ran: it makes the tables. */
  private async ask<Row extends QueryResultRow>(query: QueryConfig): Promise<Row[]> {
    try {
      return (await this.connection.query<Row>(query)).rows;
    } catch (error) {
      if (error instanceof DatabaseError && error.code === undefinedTable) return [];
      throw error;
    }
  }
}

/** SQLSTATE */
const undefinedTable = '42P01';

/** The notary's tables, for the one process that writes them. */
export class WritableTables extends NotaryTables {
  constructor(private readonly client: Client) {
    super(client);
  }

  /** Up to where in the whole store every entry is in a stored tree; undefined before the first. */
  async position(): Promise<Position | undefined> {
    const { rows } = await this.client.query<{ commit: string; prepare: string }>(
      'select commit, prepare from notary.position',
    );
    return rows[0] && { commit: BigInt(rows[0].commit), prepare: BigInt(rows[0].prepare) };
  }

  async savePosition({ commit, prepare }: Position): Promise<void> {
    await this.client.query(
      `insert into notary.position (commit, prepare) values ($1, $2)
       on conflict (is_only) do update set commit = excluded.commit, prepare = excluded.prepare`,
      [commit, prepare],
    );
  }

  /** Tiles and size move in one statement. A tile that already holds more, because the tree is rebuilt, stays. */
  async saveTree(ledger: string, size: number, tiles: readonly Tile[]): Promise<void> {
    await this.client.query({
      name: 'notary-save-tree',
      text: `with grown as (
          insert into notary.tiles as t (ledger, level, index, width, hashes)
          select $1, x.level, x.index, x.width, x.hashes
          from unnest($3::smallint[], $4::bigint[], $5::smallint[], $6::bytea[]) as x (level, index, width, hashes)
          on conflict (ledger, level, index) do update set hashes = excluded.hashes, width = excluded.width
          where t.width <= excluded.width
        )
        insert into notary.trees as t (ledger, size) values ($1, $2)
        on conflict (ledger) do update set size = greatest(t.size, excluded.size)`,
      values: [
        ledger,
        size,
        tiles.map(({ level }) => level),
        tiles.map(({ index }) => index),
        tiles.map(({ width }) => width),
        tiles.map(({ hashes, inner }) => Buffer.concat([hashes, inner])),
      ],
    });
  }

  /** A checkpoint that is there stays as it was released first. */
  async saveCheckpoint(ledger: string, { size, note }: StoredCheckpoint): Promise<void> {
    await this.client.query({
      name: 'notary-save-checkpoint',
      text: `insert into notary.checkpoints (ledger, size, note) values ($1, $2, $3) on conflict do nothing`,
      values: [ledger, size, note],
    });
  }
}

interface CheckpointRow {
  readonly size: string;
  readonly note: string;
}

function checkpointOf({ size, note }: CheckpointRow): StoredCheckpoint {
  return { size: Number(size), note };
}
