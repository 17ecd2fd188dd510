import { z } from 'zod';
import type { DescribedAnswer, Operation } from '../../apps/api/src/operations/operation';
import { operations } from '../../apps/api/src/operations/operations';
import type { ApiAnswer, ApiClient, Problem, Receipt } from '../support/api';
import { startServices, type Services } from '../support/services';

/** Whose examples must have been accepted in a ledger before that of an operation; the first opens it. */
const before: Readonly<Record<string, readonly string[]>> = {
  openLedger: [],
  openAccount: ['openLedger'],
  postTransaction: ['openLedger', 'openAccount'],
  postTransactions: ['openLedger', 'openAccount'],
  closeAccount: ['openLedger', 'openAccount'],
  unfreezeAccount: ['funded', 'freezeAccount'],
  incrementHold: ['funded', 'placeHold'],
  captureHold: ['funded', 'placeHold'],
  captureHolds: ['funded', 'placeHold'],
  voidHold: ['funded', 'placeHold'],
  getHold: ['funded', 'placeHold'],
  listHolds: ['funded', 'placeHold'],
  correctCurrency: ['openLedger', 'registerCurrency'],
  reopenPeriod: ['funded', 'closePeriod'],
  listPeriods: ['funded', 'closePeriod'],
  listIssuedStatements: ['funded', 'issueStatement'],
  getIssuedStatement: ['funded', 'issueStatement'],
  listVelocityLimits: ['funded', 'setVelocityLimits'],
  getLimits: ['funded', 'setVelocityLimits'],
  declareExchange: ['openLedger'],
  getExchange: ['openLedger', 'declareExchange'],
  giveQuote: ['funded', 'declareExchange', 'publishRates today'],
  withdrawQuote: ['funded', 'declareExchange', 'publishRates today', 'giveQuote'],
  convert: ['funded', 'declareExchange', 'publishRates today'],
  getRate: ['openLedger', 'publishRates'],
  listRateSets: ['openLedger', 'publishRates'],
};
const funded = ['openLedger', 'openAccount', 'postTransaction'];

/** Only the holder of a root key can sign these; test/e2e/keys.spec.ts and lost-keys.spec.ts do. */
const signedByRoot = ['registerKey', 'retireKey', 'compromiseKey', 'nameNextRoot', 'replaceRoot'];

/** These take several persons, or keys of persons; test/e2e/approvals.spec.ts and erasure.spec.ts have them. */
const elsewhere = [
  'approveProposal',
  'getProposal',
  'rejectProposal',
  'retractProposal',
  'eraseSubject',
  'listSubjectEntries',
];

/** Parameters of reads of personal text, which test/e2e/erasure.spec.ts gives. */
const ofPersonalText = ['personal', 'reason'];

/** What an operation takes in place of the parts of the address that stand in the description. */
const parts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  closeAccount: { path: 'bank:safeguarding' },
  getIssuedStatement: { number: '1' },
};

const exampleId = '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21';
const exampleSeq = '1024';
const exampleTime = '2026-11-22T05:57:37.123Z';

const named = (id: string): Operation => operations.find((operation) => operation.id === id)!;
/** These need a notary. */
const underCheckpoint = ({ problems }: Operation) =>
  problems.some((code: string) => code === 'CheckpointNotFound');
/** What is of no ledger is tried in test/e2e/access-routes.spec.ts. */
const ofLedgers = operations.filter(({ id, tag }) => tag !== 'Access' && !elsewhere.includes(id));
const reads = ofLedgers.filter((operation) => operation.method === 'GET' && !underCheckpoint(operation));
const writes = ofLedgers.filter(({ method, id }) => method !== 'GET' && !signedByRoot.includes(id));

/** A ledger in which the examples of some operations were accepted, one after the other. */
class ExampleLedger {
  /** Of the last write. */
  last: Receipt | undefined;
  /** Of the last transaction, hold or quote that was written. */
  private entryId = exampleId;

  constructor(
    private readonly api: ApiClient,
    private readonly id: string,
  ) {}

  async write(
    operation: Operation,
    query = '',
    changed: object | '' = {},
  ): Promise<ApiAnswer<Receipt & { items?: readonly { receipt: Receipt }[] }>> {
    const body = JSON.stringify({ ...this.bodyOf(operation), ...(changed || {}) }).replaceAll(
      exampleId,
      this.entryId,
    );
    const headers = {
      'Content-Type': 'application/json',
      ...(operation.isKeyed && { 'Idempotency-Key': `${operation.id}-7f3a` }),
    };
    const answer = await this.api.send<Receipt & { items?: readonly { receipt: Receipt }[] }>(
      operation.method,
      this.pathOf(operation) + query,
      { headers, body },
    );
    if (answer.status < 300 && query === '') {
      this.last = answer.body.items ? answer.body.items.at(-1)!.receipt : answer.body;
      if (/\/(?:transactions|holds|quotes)$/.test(operation.path)) this.entryId = this.last.id;
    }
    return answer;
  }

  stream(operation: Operation): Promise<ApiAnswer<Problem>> {
    const { contentType, example } = operation.streamBody!;
    const headers = { 'Content-Type': contentType };
    return this.api.send('POST', this.pathOf(operation), { headers, body: example });
  }

  read(operation: Operation, query: Readonly<Record<string, string>>): Promise<ApiAnswer> {
    const given = new URLSearchParams(query).toString();
    return this.api.get(`${this.pathOf(operation)}${given && `?${given}`}`);
  }

  private pathOf({ id, path }: Operation): string {
    const values: Readonly<Record<string, string>> = {
      ledger: this.id,
      path: 'customers:alice:wallet',
      id: this.entryId,
      code: 'PTS',
      guide: 'wallet',
      page: 'errors',
      period: '2025-10',
      seq: '0',
      ...parts[id],
    };
    return path.replace(/:([a-zA-Z]+)/g, (_, name: string) => values[name]!);
  }

  private bodyOf({ id, body }: Operation): object {
    const { example } = body as { example: object };
    // A quote is firm for 24 hours at most.
    if (id === 'giveQuote') return { ...example, expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
    return id === 'openLedger' ? { ...example, id: this.id } : example;
  }
}

describe('the examples of the description', () => {
  let services: Services;
  let count = 0;

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services?.stop());

  /** @param more fields of the opening beside those of its example */
  async function ledgerFor({ id }: Operation): Promise<ExampleLedger> {
    const ledger = new ExampleLedger(services.api, `example-${(count += 1)}`);
    const steps = (before[id] ?? ['funded']).flatMap((step) => (step === 'funded' ? funded : [step]));
    for (const step of steps) {
      const [name, today] = step.split(' ');
      const { status, text } = await ledger.write(
        named(name!),
        '',
        today && { observedAt: ledger.last!.recordedAt },
      );
      if (status >= 300) throw new Error(`the example of ${step} answered ${status}: ${text}`);
    }
    return ledger;
  }

  it.each(operations.map(({ id }) => id))('are what their schemas say: %s', (id) => {
    const { answers, body } = named(id);
    if (body) expect(faultsIn(body.schema, body.example)).toEqual([]);
    for (const { schema, example, examples = {} } of answers)
      for (const shown of [example, ...Object.values(examples)])
        if (schema && shown !== undefined) expect(faultsIn(schema, shown)).toEqual([]);
  });

  it.each(writes.map(({ id }) => id).filter((id) => id !== 'endImport'))(
    'are accepted, first as a dry run: %s',
    async (id) => {
      const operation = named(id);
      const ledger = await ledgerFor(operation);
      const dry = await ledger.write(operation, '?dryRun=true');
      const wet = await ledger.write(operation);

      expect({ status: dry.status, body: dry.body }).toEqual({ status: 200, body: expect.anything() });
      expect(operation.answers.map(({ status }) => status)).toContain(wet.status);
      for (const { status, body } of [dry, wet]) expectDescribed(operation.answers, status, body);
    },
  );

  it.each(writes.filter(({ streamBody }) => streamBody).map(({ id }) => id))(
    'are accepted as a stream: %s',
    async (id) => {
      const operation = named(id);
      const ledger = await ledgerFor(operation);
      const { status, text } = await ledger.stream(operation);
      const items = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { status: number });

      expect([status, items.map((item) => item.status)]).toEqual([200, [201]]);
      expectDescribed(operation.answers, status, { items });
    },
  );

  it.each(reads.map(({ id }) => id))('are answered: %s', async (id) => {
    const operation = named(id);
    const ledger = await ledgerFor(operation);
    for (const query of queriesOf(operation, ledger.last!)) {
      const { status, body, headers, text } = await ledger.read(operation, query);
      const type = headers.get('content-type')!.split(';')[0];
      const answers = operation.answers.filter(
        ({ contentType = 'application/json' }) => contentType === type,
      );

      expect({ query, status, text }).toEqual({ query, status: 200, text: expect.any(String) });
      expect(answers).not.toEqual([]);
      if (type === 'application/json') expectDescribed(answers, status, body);
    }
  });
});

/** Parameters that are taken together with others only. */
const ofAccount = { account: 'customers:alice:wallet', currency: 'EUR' };
const companions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  currency: ofAccount,
  amountFrom: ofAccount,
  amountTo: ofAccount,
  zone: { from: '2026-10-01' },
  'listAccounts effectiveAt': { balances: 'true' },
  'getRate maxAge': { at: '2026-11-22T15:30:00Z' },
};

/** Parameters that a query must have. */
const required: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  getRate: { base: 'EUR', counter: 'USD', sources: 'ecb' },
};

/** One query that asks for what was just written, and with it one for each parameter that has an example. */
function queriesOf({ id, query }: Operation, last: Receipt): Readonly<Record<string, string>>[] {
  const { properties = {} } = (query ? z.toJSONSchema(query, { io: 'input' }) : {}) as {
    properties?: Record<string, { examples?: readonly string[]; enum?: readonly string[] }>;
  };
  const fresh: Record<string, string> = {
    ...required[id],
    ...('after' in properties && { after: last.seq, wait: '30s' }),
    ...(id === 'listChanges' && { knownAtSeq: '0' }),
  };
  const { knownAtSeq: _, ...withoutSeq } = fresh;
  const others = Object.entries(properties).flatMap(([name, { examples = [], enum: words = [] }]) => {
    const [value = words[0]] = examples;
    if (value === undefined || name in fresh || ofPersonalText.includes(name)) return [];
    const rest = {
      ...(name === 'knownAt' ? withoutSeq : fresh),
      ...companions[name],
      ...companions[`${id} ${name}`],
    };
    return [{ ...rest, [name]: value.replace(exampleSeq, last.seq).replace(exampleTime, last.recordedAt) }];
  });
  return [fresh, ...others];
}

/** The answer fits its schema, and has the fields of its example. */
function expectDescribed(answers: readonly DescribedAnswer[], status: number, body: object): void {
  const { schema, example } = answers.find((answer) => answer.status === status)!;
  if (schema) expect(faultsIn(schema, body)).toEqual([]);
  if (example !== undefined) expect(Object.keys(body).sort()).toEqual(Object.keys(example as object).sort());
}

function faultsIn(schema: z.ZodType, value: unknown): unknown[] {
  const { error } = schema.safeParse(value);
  return error ? error.issues : [];
}
