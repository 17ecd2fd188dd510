import { randomUUID } from 'node:crypto';
import { Flow, moved } from '../../support/flow';
import { startServices, type Services } from '../../support/services';

/** A shop that authorises each order on a card under the order's number, and captures it when the goods are sent. */
describe('an order that is authorised, captured and returned', () => {
  const card = 'customers:dora:card';
  const shop = 'payables:shop';
  let services: Services;
  let books: Flow;

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services?.stop());

  beforeEach(async () => {
    books = await Flow.open(services.api, `orders-${randomUUID().slice(0, 13)}`, {
      bank: { type: 'asset' },
      [card]: { type: 'liability', limits: [{ currency: 'EUR', minimum: '0.00' }] },
      [shop]: { type: 'liability' },
    });
    await books.ask('/transactions', moved('150.00', 'bank', card));
  });

  async function withReference(list: 'holds' | 'transactions', reference: string): Promise<string[]> {
    const { items } = await books.read<{ items: { id: string }[] }>(`/${list}?reference=${reference}`);
    return items.map(({ id }) => id);
  }

  it('is found by its number: the hold, its captures and the reversal', async () => {
    const { id: hold } = await books.ask('/holds', { ...moved('60.00', card, shop), reference: 'order-42' });
    const named = await books.ask(`/holds/${hold}/captures`, { amount: '20.00', reference: 'order-42' });
    const unnamed = await books.ask(`/holds/${hold}/captures`, {});
    const returned = await books.ask(`/transactions/${named.id}/reversal`, {
      reason: 'Sent back',
      reference: 'order-42',
    });

    expect(await withReference('holds', 'order-42')).toEqual([hold]);
    expect((await withReference('transactions', 'order-42')).sort()).toEqual(
      [named.id, unnamed.id, returned.id].sort(),
    );
    expect(
      await books.refused('/transactions', { ...moved('1.00', card, shop), reference: 'order-42' }),
    ).toMatchObject({ code: 'ReferenceAlreadyUsed', reference: 'order-42' });
  });

  it('can be tried again once its hold was voided', async () => {
    const order = { ...moved('60.00', card, shop), reference: 'order-43' };
    const { id: first } = await books.ask('/holds', order);
    expect(await books.refused('/holds', order)).toMatchObject({ code: 'ReferenceAlreadyUsed' });
    await books.ask(`/holds/${first}/void`, { reason: 'The customer changed the address' });
    const { id: second } = await books.ask('/holds', order);

    expect((await withReference('holds', 'order-43')).sort()).toEqual([first, second].sort());
    expect(await withReference('transactions', 'order-43')).toEqual([]);
  });

  it('is not returned before it was paid, which a statement of the year before would show', async () => {
    const paid = { ...moved('30.00', card, shop), effectiveAt: '2025-03-15T00:00:00.000Z' };
    const { id } = await books.ask('/transactions', paid);
    expect(
      await books.refused(`/transactions/${id}/reversal`, {
        reason: 'Sent back',
        effectiveAt: '2024-12-31T00:00:00.000Z',
      }),
    ).toMatchObject({ code: 'EffectiveAtBeforeOriginal', status: 422, earliest: '2025-03-15T00:00:00.000Z' });
  });
});
