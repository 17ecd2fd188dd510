import type { Demand } from '@access/grants/permit';
import type { LedgerEvent } from '@ledger/ledger';
import { events } from './events/events';
import { demandOfEvent } from './event-demand';

/** What an event with the declared body demands, shortly. */
function demanded(type: LedgerEvent['type'], change: object = {}): string {
  const body = { ...events[type].example, ...change };
  const demand = demandOfEvent('acme', { type, body } as LedgerEvent);
  return demand ? `${demand.permission} ${demand.command} ${reachOf(demand)}` : 'nobody asks';
}

function reachOf({ reach }: Demand): string {
  if (reach!.isWhole) return 'all';
  const nodes = reach!.nodes ?? reach!.postings!.map(({ account, side }) => `${side} ${account}`);
  return `${nodes.join(', ')}${reach!.isLate ? ', late' : ''}`;
}

const wallet = 'customers:alice:wallet';

it.each<[LedgerEvent['type'], string]>([
  ['LedgerOpened', 'openLedgers OpenLedger all'],
  ['ImportEnded', 'configure EndImport all'],
  ['KeyRegistered', 'changeKeys RegisterKey all'],
  ['KeyRetired', 'changeKeys RetireKey all'],
  ['KeyCompromised', 'changeKeys DeclareKeyCompromised all'],
  ['NextRootNamed', 'changeKeys NameNextRoot all'],
  ['RootReplaced', 'changeKeys ReplaceRoot all'],
  ['CurrencyRegistered', 'configure RegisterCurrency all'],
  ['CurrencyCorrected', 'configure CorrectCurrency all'],
  ['ChartDeclared', 'configure DeclareChart all'],
  ['AccountOpened', 'maintain OpenAccount bank'],
  ['AccountChanged', 'configure ChangeAccount bank'],
  ['AccountFrozen', 'maintain FreezeAccount customers:bob:wallet'],
  ['AccountUnfrozen', 'maintain UnfreezeAccount bank:till'],
  ['AccountClosed', 'configure CloseAccount bank:till'],
  ['VelocityLimitsSet', 'configure SetVelocityLimits customers'],
  ['TransactionPosted', `post CaptureHold debit ${wallet}, credit visa`],
  ['HoldPlaced', `post PlaceHold debit ${wallet}, credit visa`],
  ['HoldIncremented', `post IncrementHold debit ${wallet}, credit visa`],
  ['HoldVoided', 'post VoidHold debit customers:bob:wallet, credit visa'],
  ['HoldExpired', 'nobody asks'],
  ['PeriodClosed', 'closePeriods ClosePeriod all'],
  ['PeriodReopened', 'closePeriods ReopenPeriod all'],
  ['StatementIssued', `maintain IssueStatement ${wallet}`],
])('the grant behind %s has to cover: %s', (type, expected) => {
  expect(demanded(type)).toBe(expected);
});

it('a hold of which only the expiry changes is not named by account: a grant of the whole ledger has to cover it', () => {
  expect(demanded('HoldIncremented', { postings: [] })).toBe('post IncrementHold all');
});

it('a change of an account that touches neither limits nor currencies is only maintenance', () => {
  expect(demanded('AccountChanged', { limits: undefined, currencies: undefined })).toBe(
    'maintain ChangeAccount bank',
  );
  expect(demanded('AccountChanged', { limits: undefined })).toBe('configure ChangeAccount bank');
});

it.each([
  ['ReverseTransaction', { captures: undefined, reverses: { id: 'x', seq: '3' } }],
  ['PostTransaction', { captures: undefined }],
])('a transaction answers %s', (command, change) => {
  expect(demanded('TransactionPosted', change)).toBe(`post ${command} debit ${wallet}, credit visa`);
});

it('a transaction with a late reason needs a grant that permits it', () => {
  expect(demanded('TransactionPosted', { lateReason: 'Invoice came late' })).toMatch(/, late$/);
});
