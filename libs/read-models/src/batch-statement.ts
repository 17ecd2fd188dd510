import type { Batch } from './batch';
import type { ReadModel, ReadRows } from './read-model';

/** One statement that writes a batch into all tables of some read models. */
export interface BatchStatement {
  /** Under this name a connection prepares it once. */
  readonly name: string;
  readonly text: string;
  /** Its parameters: those of the head, then those of every read model. */
  values(head: readonly unknown[], batch: Batch, rows: ReadRows): Promise<unknown[]>;
}

/** What stands before the members of the read models: at least the member `advanced`. */
export interface StatementHead {
  readonly members: string;
  readonly parameters: number;
  /** The SELECT behind the WITH list. */
  readonly answer: string;
}

export function batchStatement(
  name: string,
  head: StatementHead,
  readModels: readonly ReadModel[],
): BatchStatement {
  let before = head.parameters;
  const members = readModels.map(({ sql, parameters }) => {
    const shifted = shift(sql, before);
    before += parameters;
    return shifted;
  });
  return {
    name,
    text: `with ${[head.members, ...members].join(',')} ${head.answer}`,
    async values(own, batch, rows) {
      const values: unknown[] = [...own];
      for (const readModel of readModels) values.push(...(await readModel.values(batch, rows)));
      return values;
    },
  };
}

/** Renumbers `$1`, `$2`, … to follow `before` other parameters. */
function shift(sql: string, before: number): string {
  return sql.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + before}`);
}
