import type { ApiClient } from '../../api-client';
import { Failure } from '../../failure';
import { inWords } from '../../in-words';
import { isOfFile, missingLines, type Missing } from '../earlier/earlier';
import { NumberSet } from '../earlier/number-set';
import type { Batch, Outgoing } from './outgoing';
import { foresee, isDecided, Patience, standingSeq, type ItemResult } from './post-batch';
import type { ImportPlan } from '../plan';

/** A row that stands in the ledger already. */
interface StandingRow {
  readonly line: number;
  readonly seq: number;
}

/** Rows that are named where the caller has to decide. */
const namedMax = 5;

/** Which rows of a file stand in the ledger already. */
export class Standing {
  /** By the number of the row. */
  readonly rows = new NumberSet();
  readonly seqs = new NumberSet();
  readonly first: StandingRow[] = [];
  count = 0;
  /** How many of them came of these very bytes. */
  ofThisFile = 0;
  rowsAsked = 0;
  lastSeq = -1;

  add(outgoing: readonly Outgoing[], results: readonly ItemResult[]): void {
    this.rowsAsked += outgoing.length;
    for (const [i, { row }] of outgoing.entries()) {
      const seq = standingSeq(results[i]!);
      if (seq === undefined) continue;
      this.count += 1;
      if (results[i]!.receipt !== undefined) this.ofThisFile += 1;
      this.rows.add(row.number);
      this.seqs.add(seq);
      this.lastSeq = Math.max(this.lastSeq, seq);
      if (this.first.length < namedMax) this.first.push({ line: row.line, seq });
    }
  }
}

/** Batches asked about at once. */
const atOnce = 4;

/** Asks the ledger about every row, in requests of a batch each; posts nothing. @throws Failure */
export async function survey(
  api: ApiClient,
  ledger: string,
  batches: AsyncIterable<Batch>,
): Promise<Standing> {
  const standing = new Standing();
  const underWay: Promise<() => void>[] = [];
  for await (const { outgoing } of batches) {
    const answered = answersTo(api, ledger, outgoing).then(
      (results) => () => standing.add(outgoing, results),
    );
    // Its failure reaches the code that awaits it; nothing may be awaiting it yet.
    answered.catch(() => undefined);
    underWay.push(answered);
    if (underWay.length === atOnce) (await underWay.shift()!)();
  }
  for (const each of underWay) (await each)();
  return standing;
}

async function answersTo(
  api: ApiClient,
  ledger: string,
  outgoing: readonly Outgoing[],
): Promise<readonly ItemResult[]> {
  if (outgoing.length === 0) return [];
  const patience = new Patience('The ledger does not answer which rows it has; nothing was posted.');
  const transfers = outgoing.map(({ transfer }) => transfer!);
  for (;;) {
    const results = await foresee(api, ledger, transfers);
    if (results?.every(isDecided)) return results;
    await patience.pause();
  }
}

/**
 * That the caller has to decide: rows of another file stand in the ledger, or this one is read another way than before.
 * @throws Failure
 */
export function requireDecision(
  { file, ledger }: ImportPlan,
  identity: { readonly name: string; readonly file: string },
  standing: Standing,
  missing: Missing,
): void {
  const readAnew = missing.transactions.filter((each) => isOfFile(each, identity.file)).length;
  const isOtherFile = standing.count > 0 && standing.ofThisFile === 0;
  if (!isOtherFile && readAnew === 0) return;
  const { count, rowsAsked } = standing;
  const lines = [
    isOtherFile
      ? `Of ${inWords(rowsAsked, 'row')} of ${file}, ${count.toLocaleString('en')} stand in ${ledger} already: the import ${identity.name} posted them from another file.`
      : `The import ${identity.name} posted ${inWords(readAnew, 'transaction')} from this very file that it does not have the way it is read now.`,
    ...standing.first.map(({ line, seq }) => `  line ${line} is entry ${seq}`),
    ...(count > namedMax ? [`  and ${(count - namedMax).toLocaleString('en')} more`] : []),
    ...missingLines(missing),
    'Nothing was posted. Give --continue to post only the rows that do not stand there, or another --name to post all.',
  ];
  throw new Failure(lines.join('\n'));
}
