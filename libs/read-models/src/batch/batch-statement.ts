import type { QueryConfig } from 'pg';
import type { Batch } from './batch';
import type { ReadModel, ReadRows } from './read-model';
import { emptyArray } from '../schema/arrays';

/** What stands before the members of the read models: at least the member `advanced`. */
export interface StatementHead {
  readonly members: string;
  readonly parameters: number;
  /** The SELECT behind the WITH list. */
  readonly answer: string;
}

/** A prepared text, and the name under which a connection prepares it once. */
type Prepared = Readonly<Pick<QueryConfig, 'name' | 'text'>>;

/**
 * The one statement that writes a batch into the tables of some read models. Members that would write nothing are
 * left out: merely starting and ending all of them costs Postgres half a millisecond. Most batches are transactions
 * and nothing else, so that few different texts come up.
 */
export class BatchStatement {
  private readonly prepared = new Map<string, Prepared>();

  constructor(
    private readonly name: string,
    private readonly head: StatementHead,
    private readonly parts: readonly Pick<ReadModel, 'members' | 'values'>[],
  ) {}

  /** @param own parameters of the head */
  async of(batch: Batch, own: readonly unknown[], rows: ReadRows): Promise<QueryConfig> {
    const values: unknown[] = [...own];
    const members: string[] = [];
    let key = '';
    for (const part of this.parts) {
      const arrays = await part.values(batch, rows);
      for (const [i, member] of part.members.entries()) {
        const isWritten = arrays[i]![0] !== emptyArray;
        key += isWritten ? '1' : '0';
        if (!isWritten) continue;
        members.push(member);
        values.push(...arrays[i]!);
      }
    }
    return { ...this.preparedOf(key, members), values };
  }

  private preparedOf(key: string, members: readonly string[]): Prepared {
    let prepared = this.prepared.get(key);
    if (!prepared) {
      prepared = { name: `${this.name} ${key}`, text: this.text(members) };
      this.prepared.set(key, prepared);
    }
    return prepared;
  }

  /** Renumbers the parameters of every member to follow those before it. */
  private text(members: readonly string[]): string {
    let before = this.head.parameters;
    const renumbered = members.map((member) => {
      const offset = before;
      return member.replace(/\$(\d+)/g, (_, digits: string) => {
        before = Math.max(before, offset + Number(digits));
        return `$${offset + Number(digits)}`;
      });
    });
    return `with ${[this.head.members, ...renumbered].join(',')} ${this.head.answer}`;
  }
}
