import { randomUUID } from 'node:crypto';
import { credit, debit } from '../../support/api';
import { Flow } from '../../support/flow';
import { startServices, type Services } from '../../support/services';

/**
 * A marketplace. The buyer's payment is set aside when the order is placed and taken when it is shipped: a part of it
 * is the seller's, a part the fee of the marketplace. What comes back is refunded, and both give their share of it.
 */
describe('an order on a marketplace', () => {
  const buyer = 'buyers:eve';
  const seller = 'sellers:anna';
  const fees = 'income:fees';
  let services: Services;
  let shop: Flow;

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services?.stop());

  beforeEach(async () => {
    shop = await Flow.open(services.api, `shop-${randomUUID().slice(0, 13)}`, {
      bank: { type: 'asset' },
      [buyer]: { type: 'liability', limits: [{ currency: 'EUR', minimum: '0.00' }] },
      [seller]: { type: 'liability', limits: [{ currency: 'EUR', minimum: '0.00' }] },
      [fees]: { type: 'income' },
    });
    await shop.ask('/transactions', { postings: [debit('bank', '200.00'), credit(buyer, '200.00')] });
  });

  /** Of 120.00, 108.00 are the seller's and 12.00 the fee. */
  const order = {
    postings: [debit(buyer, '120.00'), credit(seller, '108.00'), credit(fees, '12.00')],
    category: 'order.payment',
    reference: 'order-7',
  };

  async function shipped(): Promise<string> {
    const { id: hold } = await shop.ask('/holds', order);
    const { id: payment } = await shop.ask(`/holds/${hold}/captures`, { reference: 'shipment-7' });
    return payment;
  }

  it('is set aside when placed: the buyer cannot spend it, the seller has not got it yet', async () => {
    await shop.ask('/holds', order);

    expect(await shop.balance(buyer)).toEqual({ posted: '200.00', available: '80.00' });
    expect(await shop.balance(seller)).toEqual({ posted: '0.00', available: '0.00' });
  });

  it('is paid shipment by shipment, each shared between seller and fee; what is never shipped is released', async () => {
    const { id: hold } = await shop.ask('/holds', order);
    await shop.ask(`/holds/${hold}/captures`, { amount: '40.00', reference: 'parcel-1' });
    expect(await shop.balance(seller)).toEqual({ posted: '36.00', available: '36.00' });
    expect(await shop.balance(fees)).toEqual({ posted: '4.00', available: '4.00' });

    await shop.ask(`/holds/${hold}/captures`, { amount: '50.00', reference: 'parcel-2', final: true });
    expect(await shop.balance(seller)).toEqual({ posted: '81.00', available: '81.00' });
    expect(await shop.balance(buyer)).toEqual({ posted: '110.00', available: '110.00' });
  });

  it('is refunded in part: seller and marketplace each give back their share', async () => {
    const payment = await shipped();
    await shop.ask(`/transactions/${payment}/reversal`, { amount: '30.00', reason: 'One of four returned' });

    expect(await shop.balance(buyer)).toEqual({ posted: '110.00', available: '110.00' });
    expect(await shop.balance(seller)).toEqual({ posted: '81.00', available: '81.00' });
    expect(await shop.balance(fees)).toEqual({ posted: '9.00', available: '9.00' });
  });

  it('may be refunded so that the marketplace keeps its fee', async () => {
    const payment = await shipped();
    await shop.ask(`/transactions/${payment}/reversal`, {
      postings: [credit(buyer, '30.00'), debit(seller, '30.00')],
      reason: 'Returned at the cost of the seller',
    });

    expect(await shop.balance(seller)).toEqual({ posted: '78.00', available: '78.00' });
    expect(await shop.balance(fees)).toEqual({ posted: '12.00', available: '12.00' });
  });

  it('is never refunded beyond what was paid, however many refunds there are', async () => {
    const payment = await shipped();
    const refund = (amount: string) => ({ amount, reason: 'Returned' });
    await shop.ask(`/transactions/${payment}/reversal`, refund('30.00'));
    expect(await shop.refused(`/transactions/${payment}/reversal`, refund('90.01'))).toMatchObject({
      code: 'ReversalAboveOriginal',
    });
    await shop.ask(`/transactions/${payment}/reversal`, refund('90.00'));

    expect(await shop.refused(`/transactions/${payment}/reversal`, refund('0.01'))).toMatchObject({
      code: 'TransactionAlreadyReversed',
    });
    expect(await shop.balance(buyer)).toEqual({ posted: '200.00', available: '200.00' });
    expect(await shop.balance(fees)).toEqual({ posted: '0.00', available: '0.00' });
  });

  it('shows its story from either end: the payment names its refunds, each refund names the payment', async () => {
    const payment = await shipped();
    const { id: refund } = await shop.ask(`/transactions/${payment}/reversal`, {
      amount: '30.00',
      reason: 'One of four returned',
    });
    const { transaction: paid } = await shop.read<{ transaction: object }>(`/transactions/${payment}`);
    const { transaction: given } = await shop.read<{ transaction: object }>(`/transactions/${refund}`);

    expect(paid).toMatchObject({ category: 'order.payment', reversedBy: [{ id: refund }] });
    expect(given).toMatchObject({ reason: 'One of four returned', reverses: { id: payment } });
  });
});
