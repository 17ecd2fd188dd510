import type { Entry } from '@entries/entry';
import type { TypeWithoutRows } from '@entries/events/events';
import type { EventOf, LedgerEvent } from '@ledger/ledger';
import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { PostedPosting } from '@ledger/transactions/posting';
import type { AccountEvent, Batch, HoldStep, PeriodStep, TransactionEntry } from './batch';
import type { LedgerNames, NumberedCurrency } from './names';

type Take<Event> = (batch: Batch, names: LedgerNames, entry: Entry & Event) => void;

type TypeWithRows = Exclude<LedgerEvent['type'], TypeWithoutRows>;

/** What the read models take of every type of event that leaves rows. */
const takes: { readonly [Type in TypeWithRows]: Take<EventOf<Type>> } = {
  LedgerOpened({ ledgers }, { number: ledger, id }, { recordedAt, body }) {
    ledgers.push({ ledger, id, recordedAt, body });
  },
  CurrencyRegistered(batch, names, { body: { code, decimals, name } }) {
    batch.setCurrency(names.number, names.registerCurrency(code, decimals, name));
  },
  CurrencyCorrected(batch, names, { body: { code, decimals, name } }) {
    batch.setCurrency(names.number, names.correctCurrency(code, decimals, name));
  },
  ChartDeclared({ charts }, names, { body }) {
    charts.set(names.number, body.patterns);
  },
  AccountOpened(batch, names, entry) {
    for (const node of names.openAccount(entry.body.path)) batch.nodes.push({ ledger: names.number, node });
    takeAccountStep(batch, names, entry);
  },
  AccountChanged: takeAccountStep,
  AccountFrozen: takeAccountStep,
  AccountUnfrozen: takeAccountStep,
  AccountClosed: takeAccountStep,
  VelocityLimitsSet({ velocityLimits }, { number: ledger, seq }, { recordedAt, body }) {
    velocityLimits.push({ ledger, seq, recordedAt, ...body });
  },
  TransactionPosted(batch, names, entry) {
    batch.transactions.push({ ledger: names.number, entry });
    if (entry.body.captures) takeHoldStep(batch, names, entry);
    takePostings(batch, names, entry);
  },
  HoldPlaced(batch, names, entry) {
    for (const posting of entry.body.postings) touch(batch, names, posting);
    takeHoldStep(batch, names, entry);
  },
  HoldIncremented: takeHoldStep,
  HoldVoided: takeHoldStep,
  HoldExpired: takeHoldStep,
  PeriodClosed: takePeriodStep,
  PeriodReopened: takePeriodStep,
  ImportEnded({ importsEnded }, names) {
    importsEnded.add(names.number);
  },
  StatementIssued({ statements }, names, entry) {
    const account = names.node(entry.body.path).number;
    statements.push({ ledger: names.number, account, entry });
  },
  RatesPublished({ ratesPublished }, { number: ledger }, entry) {
    ratesPublished.push({ ledger, entry });
  },
  ProposalMade({ proposalsMade }, { number: ledger }, entry) {
    proposalsMade.push({ ledger, entry });
  },
  ProposalApproved({ approvals }, { number: ledger }, entry) {
    approvals.push({ ledger, entry });
  },
  ProposalRejected: takeProposalEnd,
  ProposalRetracted: takeProposalEnd,
  ProposalExpired: takeProposalEnd,
};

/**
 * Takes an entry into a batch, and numbers what it names for the first time. It must be the next one of the ledger that
 * `names` belongs to.
 */
export function takeEntry(batch: Batch, names: LedgerNames, entry: Entry): void {
  batch.begin(names, entry);
  // An entry that leaves no rows still moves the progress on.
  (takes as Partial<Record<LedgerEvent['type'], Take<LedgerEvent>>>)[entry.type]?.(batch, names, entry);
  const { actor, idem } = entry;
  // The last entry of an approved command is what its approval is answered with.
  if (actor.proposal !== undefined && idem !== undefined)
    batch.proposalsEnded.push({ ledger: names.number, proposal: actor.proposal, entry });
}

function takeProposalEnd(
  { proposalsEnded }: Batch,
  { number: ledger }: LedgerNames,
  entry: Entry & EventOf<'ProposalRejected' | 'ProposalRetracted' | 'ProposalExpired'>,
): void {
  proposalsEnded.push({ ledger, proposal: entry.body.proposal.seq, entry });
}

function takeAccountStep(batch: Batch, names: LedgerNames, entry: Entry & AccountEvent): void {
  batch.accountSteps.push({
    ledger: names.number,
    account: names.node(entry.body.path).number,
    seq: names.seq,
    recordedAt: entry.recordedAt,
    event: entry,
  });
}

function takeHoldStep(batch: Batch, names: LedgerNames, entry: HoldStep['entry']): void {
  batch.holdSteps.push({ ledger: names.number, names, seq: names.seq, entry });
}

function takePeriodStep(batch: Batch, names: LedgerNames, entry: PeriodStep['entry']): void {
  batch.periodSteps.push({ ledger: names.number, seq: names.seq, entry });
}

/** An account has a balance in a currency, of zero, as soon as something of it is held. */
function touch(batch: Batch, names: LedgerNames, { account, currency, version }: PostedPosting): void {
  const [node, numbered] = [names.node(account), currencyOf(batch, names, currency)];
  batch.movement(names.number, node, numbered, String(names.seq)).version = version;
}

function takePostings(batch: Batch, names: LedgerNames, { seq, body, recordedAt }: TransactionEntry): void {
  const ledger = names.number;
  const effectiveAt = body.effectiveAt === recordedAt ? undefined : body.effectiveAt;
  let posting = 0;
  for (const { account: path, amount, currency: code, posted, side, version } of body.postings) {
    const node = names.node(path);
    const currency = currencyOf(batch, names, code);
    const isCredit = side === 'credit';
    const units = unitsOf(amount);
    const debits = (node.debits[currency.number] ?? 0n) + (isCredit ? 0n : units);
    node.debits[currency.number] = debits;
    batch.lines.push({
      ledger,
      account: node.number,
      seq,
      posting,
      currency,
      isCredit,
      amount,
      posted,
      debits: formatUnits(debits, currency.decimals),
      version,
      effectiveAt,
    });
    const movement = batch.movement(ledger, node, currency, seq);
    if (isCredit) movement.credits += units;
    else movement.debits += units;
    movement.version = version;
    posting += 1;
  }
}

/** A currency of ISO 4217 gets its number, and its row, with the first posting in it. */
function currencyOf(batch: Batch, names: LedgerNames, code: string): NumberedCurrency {
  const known = names.currency(code);
  if (known) return known;
  const currency = names.useIsoCurrency(code);
  batch.setCurrency(names.number, currency);
  return currency;
}
