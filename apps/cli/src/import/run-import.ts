import { isoCurrencies } from '@ledger/money/iso4217';
import type { ApiClient } from '../api-client';
import { Failure } from '../failure';
import { earlierRuns, missingFrom, otherImportOf, type EarlierRuns, type Missing } from './earlier/earlier';
import { defaultName, fingerprintOf, type ImportIdentity } from './earlier/identity';
import { openAccounts } from './sending/open-accounts';
import { batchesOf, type Batch } from './sending/outgoing';
import type { ImportPlan } from './plan';
import { sendBatch } from './sending/send';
import { requireDecision, survey, type Standing } from './sending/survey';
import { Tally, type OnProblem } from './report/tally';
import type { DecimalsOf } from './mapping/transfer';

/** Receives how far an import is, in bytes of the file. */
export type Progress = (bytes: number, tally: Tally) => void;

/** What an import came to. */
export interface ImportOutcome {
  /** Undefined where accounts were opened and nothing was posted. */
  readonly name: string | undefined;
  readonly tally: Tally;
  /** Name of another import that posted rows of the very same file before. */
  readonly otherName: string | undefined;
  /** What earlier runs posted and this file does not have; undefined where this file continues none of them. */
  readonly missing: Missing | undefined;
}

/** How long an API that was there may be away, as when it is started again. */
const patienceMs = 300_000;

/**
 * Posts the rows of a file in order, each that does not stand in the ledger yet.
 * @throws FileRefused; Failure where the caller has to decide first, or the import does not come to its end
 */
export async function runImport(
  api: ApiClient,
  plan: ImportPlan,
  progress: Progress,
  onProblem?: OnProblem,
): Promise<ImportOutcome> {
  const decimals = await decimalsIn(api, plan.ledger);
  return new Import(api.withPatience(patienceMs), plan, (code) => decimals.get(code), {
    progress,
    onProblem,
  }).run();
}

class Import {
  constructor(
    private readonly api: ApiClient,
    private readonly plan: ImportPlan,
    private readonly decimalsOf: DecimalsOf,
    private readonly watchers: { readonly progress: Progress; readonly onProblem: OnProblem | undefined },
  ) {}

  async run(): Promise<ImportOutcome> {
    const { file, mapping, name } = this.plan;
    if (!mapping) {
      const tally = new Tally(-1, this.watchers.onProblem);
      await this.sendAll({ name: '', file: undefined }, tally, undefined);
      return { name: undefined, tally, otherName: undefined, missing: undefined };
    }
    const identity: ImportIdentity = {
      name: name ?? defaultName(file, mapping),
      file: mapping.key ? undefined : await fingerprintOf(file),
    };
    const runs = await earlierRuns(this.api, this.plan.ledger, identity.name);
    const tally = new Tally(runs.endSeq, this.watchers.onProblem);
    const otherName = await this.otherName(identity, runs);
    const missing = await (mapping.key
      ? this.postByKey(identity, runs, tally)
      : this.postByContent({ ...identity, file: identity.file! }, runs, tally));
    return { name: identity.name, tally, otherName, missing };
  }

  /** The key of each row decides whether it stands in the ledger: nothing needs to be asked beforehand. */
  private async postByKey(
    identity: ImportIdentity,
    runs: EarlierRuns,
    tally: Tally,
  ): Promise<Missing | undefined> {
    await this.sendAll(identity, tally, undefined);
    return tally.alreadyPosted > 0 ? this.missing(identity, runs, tally.seqs) : undefined;
  }

  /** Rows of an earlier run are recognised by their content, which another file may have on purpose. */
  private async postByContent(
    identity: ImportIdentity & { readonly file: string },
    runs: EarlierRuns,
    tally: Tally,
  ): Promise<Missing | undefined> {
    if (!runs.isAny) {
      await this.sendAll(identity, tally, undefined);
      return undefined;
    }
    const { api, plan } = this;
    const standing = await survey(api, plan.ledger, batchesOf(plan, identity, this.decimalsOf));
    const missing = await this.missing(identity, runs, standing.seqs);
    if (!plan.isContinued) requireDecision(plan, identity, standing, missing);
    await this.sendAll(identity, tally, standing);
    return standing.count > 0 ? missing : undefined;
  }

  /** Who maps a file in another way, or gives another name, may not know that this is another import. */
  private async otherName({ name, file }: ImportIdentity, runs: EarlierRuns): Promise<string | undefined> {
    if (file === undefined || runs.isAny) return undefined;
    return otherImportOf(this.api, this.plan.ledger, { name, file });
  }

  /** Where not all rows are read, nobody knows what the file does not have. */
  private missing({ name }: ImportIdentity, runs: EarlierRuns, seqs: Tally['seqs']): Promise<Missing> {
    const { api, plan } = this;
    if (plan.rowsMax !== undefined) return Promise.resolve({ transactions: [], isCut: false });
    return missingFrom(seqs, { api, ledger: plan.ledger, name, runs });
  }

  /** The next batch is read while one is decided; only one is decided at a time, for the order of the rows counts. */
  private async sendAll(
    identity: ImportIdentity,
    tally: Tally,
    standing: Standing | undefined,
  ): Promise<void> {
    let underWay: Promise<void> = Promise.resolve();
    for await (const batch of batchesOf(this.plan, identity, this.decimalsOf)) {
      await underWay;
      underWay = this.send(batch, tally, standing).then(() => this.watchers.progress(batch.bytes, tally));
      underWay.catch(() => undefined);
    }
    await underWay;
  }

  private async send(
    { outgoing, unreadable }: Batch,
    tally: Tally,
    standing: Standing | undefined,
  ): Promise<void> {
    const { api, plan } = this;
    const { ledger } = plan;
    tally.rows += outgoing.length + unreadable.length;
    for (const { row, detail } of unreadable) tally.leaveOut(row, detail);
    const fresh = outgoing.filter(({ row }) => !standing?.rows.has(row.number));
    tally.passOver(outgoing.length - fresh.length, standing?.lastSeq ?? -1);
    const ready = await openAccounts(api, ledger, fresh, tally);
    const sending = ready.flatMap(({ row, transfer }) => (transfer ? [{ row, transfer }] : []));
    if (sending.length === 0) return;
    await sendBatch({ api, ledger, hasOwnKeys: plan.mapping?.key !== undefined }, sending, tally);
  }
}

async function decimalsIn(api: ApiClient, ledger: string): Promise<ReadonlyMap<string, number>> {
  const { status, body } = await api.get(`/v1/ledgers/${ledger}`);
  if (status !== 200) throw new Failure(`The ledger ${ledger} cannot be read: ${String(body['detail'])}`);
  const registered = body['currencies'] as { code: string; decimals: number }[];
  return new Map([...isoCurrencies.values(), ...registered].map(({ code, decimals }) => [code, decimals]));
}
