import { randomUUID } from 'node:crypto';
import { Flow, moved } from '../../support/flow';
import { startServices, type Services } from '../../support/services';

interface Balances {
  readonly items: readonly { readonly posted: string }[];
  readonly seq: string;
}

/**
 * Bookkeeping. October is closed and reported. Then an invoice of October arrives, and is posted into it with a reason.
 * The balance of the end of October is another one now: the old report stays true for what was known then, and the
 * difference can be explained to the cent.
 */
describe('a month that is closed, and an invoice that comes late', () => {
  const october = { period: '2025-10', from: '2025-10-01T00:00:00.000Z', to: '2025-11-01T00:00:00.000Z' };
  const endOfOctober = '2025-10-31T23:59:59.999Z';
  const on = (day: string) => `2025-${day}T12:00:00.000Z`;
  let services: Services;
  let books: Flow;
  let reportedAt: string;

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services?.stop());

  beforeEach(async () => {
    books = await Flow.open(services.api, `books-${randomUUID().slice(0, 13)}`, {
      bank: { type: 'asset' },
      payables: { type: 'liability' },
      rent: { type: 'expense' },
      sales: { type: 'income' },
    });
    await books.ask('/transactions', { ...moved('900.00', 'bank', 'sales'), effectiveAt: on('10-15') });
    await books.ask('/transactions', { ...moved('400.00', 'rent', 'bank'), effectiveAt: on('10-20') });
    await books.ask('/transactions', { ...moved('50.00', 'bank', 'sales'), effectiveAt: on('11-02') });
    reportedAt = (await books.ask('/periods', { ...october, kind: 'soft' })).seq;
  });

  /** The balance of the rent at the end of October; of what was known at a seq, or of all that is known. */
  const rentInOctober = (known = '') =>
    books.read<Balances>(`/accounts/rent/balances?effectiveAt=${endOfOctober}${known}`);

  const lateInvoice = {
    ...moved('35.00', 'rent', 'payables'),
    effectiveAt: on('10-31'),
    reference: 'invoice-88',
  };
  const reason = 'The landlord billed the heating in November';

  it('takes a late invoice only for a reason, which stands in the journal for ever', async () => {
    expect(await books.refused('/transactions', lateInvoice)).toMatchObject({
      code: 'PeriodIsClosed',
      period: '2025-10',
      kind: 'soft',
    });
    const { id } = await books.ask('/transactions', { ...lateInvoice, lateReason: reason });

    expect(await books.read(`/transactions/${id}`)).toMatchObject({
      transaction: { lateReason: reason, effectiveAt: on('10-31') },
    });
  });

  it('shows October again, and still shows what was reported', async () => {
    const reported = await rentInOctober();
    expect(reported.items).toMatchObject([{ posted: '400.00' }]);
    await books.ask('/transactions', { ...lateInvoice, lateReason: reason });

    expect((await rentInOctober()).items).toMatchObject([{ posted: '435.00' }]);
    expect((await rentInOctober(`&knownAtSeq=${reportedAt}`)).items).toEqual(reported.items);
  });

  it('explains the difference: what was recorded after the report and counts before it, and whom it moved', async () => {
    const { id: late } = await books.ask('/transactions', { ...lateInvoice, lateReason: reason });
    await books.ask('/transactions', { ...moved('20.00', 'bank', 'sales'), effectiveAt: on('11-03') });
    const changes = await books.read<{ items: { balances: { account: string }[] }[] }>(
      `/changes?knownAtSeq=${reportedAt}&effectiveAt=${endOfOctober}`,
    );

    expect(changes.items).toMatchObject([{ transaction: { id: late, lateReason: reason } }]);
    const balances = new Map(changes.items[0]!.balances.map((each) => [each.account, each]));
    expect(balances.get('rent')).toMatchObject({ before: '400.00', after: '435.00' });
    expect(balances.get('payables')).toMatchObject({ before: '0.00', after: '35.00' });
  });

  it('is closed for good in the end: then only reopening it, with a reason of its own, lets anything in', async () => {
    await books.ask('/periods', { ...october, kind: 'hard' });
    const late = { ...lateInvoice, lateReason: reason };
    expect(await books.refused('/transactions', late)).toMatchObject({ kind: 'hard' });

    await books.ask('/periods/2025-10/reopen', { reason: 'The auditor asked for the heating' });
    await books.ask('/transactions', late);
    expect((await rentInOctober()).items).toMatchObject([{ posted: '435.00' }]);
  });
});
