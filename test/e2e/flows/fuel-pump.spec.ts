import { randomUUID } from 'node:crypto';
import { Flow, moved } from '../../support/flow';
import { startServices, type Services } from '../../support/services';

/**
 * A card issuer. At a fuel pump nobody knows the amount beforehand: the terminal asks for one euro, and the driver may
 * then fill up for a hundred. A restaurant adds a tip. Both clear days later, when the network sends its file.
 */
describe('a card at a fuel pump and in a restaurant', () => {
  const card = 'customers:dora:card';
  const network = 'payables:network';
  let services: Services;
  let books: Flow;

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services?.stop());

  beforeEach(async () => {
    books = await Flow.open(services.api, `card-${randomUUID().slice(0, 13)}`, {
      bank: { type: 'asset' },
      [card]: { type: 'liability', limits: [{ currency: 'EUR', minimum: '0.00' }] },
      [network]: { type: 'liability' },
    });
    await books.ask('/transactions', { ...moved('150.00', 'bank', card), category: 'card.load' });
  });

  /** The pump asks for one euro, and may take up to a hundred. */
  const pumpAuthorisation = {
    ...moved('1.00', card, network),
    tolerance: { amounts: [{ amount: '99.00', currency: 'EUR' }] },
    category: 'card.fuel',
    reference: 'auth-4711',
  };

  it('is held for one euro and pays what was filled in', async () => {
    const { id: hold } = await books.ask('/holds', pumpAuthorisation);
    expect(await books.balance(card)).toEqual({ posted: '150.00', available: '149.00' });

    const payment = await books.ask(`/holds/${hold}/captures`, { amount: '72.30', reference: 'clearing-9' });
    expect(payment).toMatchObject({ captures: { id: hold, remaining: ['0.00', '0.00'] } });
    expect(await books.balance(card)).toEqual({ posted: '77.70', available: '77.70' });
    expect(await books.balance(network)).toEqual({ posted: '72.30', available: '72.30' });
  });

  it('never pays more than the pump was allowed to take, and never twice', async () => {
    const { id: hold } = await books.ask('/holds', pumpAuthorisation);

    expect(await books.refused(`/holds/${hold}/captures`, { amount: '100.01' })).toMatchObject({
      code: 'CaptureAboveHold',
      allowed: '100.00',
      asked: '100.01',
    });
    await books.ask(`/holds/${hold}/captures`, { amount: '100.00' });
    expect(await books.refused(`/holds/${hold}/captures`, { amount: '1.00' })).toMatchObject({
      code: 'HoldAlreadyCaptured',
    });
    expect(await books.balance(card)).toEqual({ posted: '50.00', available: '50.00' });
  });

  it('pays a tip that was added after the bill was authorised', async () => {
    const { id: hold } = await books.ask('/holds', {
      ...moved('60.00', card, network),
      tolerance: { percent: '20' },
      category: 'card.restaurant',
    });
    await books.ask(`/holds/${hold}/captures`, { amount: '69.00', description: 'Bill and tip' });

    expect(await books.balance(card)).toEqual({ posted: '81.00', available: '81.00' });
  });

  /** Authorises for a moment; on a slow machine, for a longer one. */
  async function authorisedBriefly(): Promise<string> {
    for (let forMs = 300; ; forMs *= 2) {
      const expiresAt = new Date(Date.now() + forMs).toISOString();
      const placed = await books.askUnless('ExpiryInPast', '/holds', { ...pumpAuthorisation, expiresAt });
      if (placed) return placed.id;
    }
  }

  async function statusOf(hold: string): Promise<string> {
    return (await books.read<{ hold: { status: string } }>(`/holds/${hold}`)).hold.status;
  }

  it('clears late: once the authorisation has expired, the payment is posted by itself', async () => {
    const hold = await authorisedBriefly();
    while ((await statusOf(hold)) !== 'expired') await new Promise((resolve) => setImmediate(resolve));
    expect(await books.balance(card)).toEqual({ posted: '150.00', available: '150.00' });

    expect(await books.refused(`/holds/${hold}/captures`, { amount: '72.30' })).toMatchObject({
      code: 'HoldIsExpired',
    });
    await books.ask('/transactions', {
      ...moved('72.30', card, network),
      category: 'card.fuel.late',
      reference: 'clearing-9',
    });
    expect(await books.balance(card)).toEqual({ posted: '77.70', available: '77.70' });
  });

  it('settles the file of the network as one: every clearing in it is taken, or none', async () => {
    const { id: fuel } = await books.ask('/holds', { ...pumpAuthorisation, reference: 'auth-1' });
    const { id: dinner } = await books.ask('/holds', { ...moved('60.00', card, network) });
    const fuelClearing = { idempotencyKey: 'clearing-1', hold: fuel, amount: '72.30' };
    const dinnerClearing = { idempotencyKey: 'clearing-2', hold: dinner, amount: '60.00' };
    const tooMuch = { ...dinnerClearing, amount: '60.01' };

    expect(await books.refused('/holds/captures', { items: [fuelClearing, tooMuch] })).toMatchObject({
      code: 'CaptureAboveHold',
      item: 1,
      allowed: '60.00',
    });
    expect(await books.balance(card)).toEqual({ posted: '150.00', available: '89.00' });
    await books.askAll('/holds/captures', [fuelClearing, dinnerClearing]);
    expect(await books.balance(card)).toEqual({ posted: '17.70', available: '17.70' });
  });
});
