import { randomUUID } from 'node:crypto';
import { Flow, moved } from '../../support/flow';
import { startServices, type Services } from '../../support/services';

/**
 * A bank account with a credit line: the customer may be 500.00 below zero and no further. The line is a limit of the
 * account; changing it is an entry, so that it stays known what was granted when.
 */
describe('an overdraft with a credit line', () => {
  const account = 'customers:finn:giro';
  const line = (minimum: string) => ({ limits: [{ currency: 'EUR', minimum }] });
  let services: Services;
  let bank: Flow;

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services?.stop());

  beforeEach(async () => {
    bank = await Flow.open(services.api, `giro-${randomUUID().slice(0, 13)}`, {
      clearing: { type: 'asset' },
      'income:interest': { type: 'income' },
      [account]: { type: 'liability', ...line('-500.00') },
    });
    await bank.ask('/transactions', moved('100.00', 'clearing', account));
  });

  const spends = (amount: string) => moved(amount, account, 'clearing');

  it('lets the customer spend what he has and the line beside it, to the cent', async () => {
    await bank.ask('/transactions', spends('600.00'));
    expect(await bank.balance(account)).toEqual({ posted: '-500.00', available: '-500.00' });

    expect(await bank.refused('/transactions', spends('0.01'))).toMatchObject({
      code: 'BalanceBelowMinimum',
      available: '-500.00',
      minimum: '-500.00',
      headroom: '0.00',
    });
  });

  it('counts what is held as spent', async () => {
    const { id: hold } = await bank.ask('/holds', spends('550.00'));
    expect(await bank.refused('/transactions', spends('50.01'))).toMatchObject({
      code: 'BalanceBelowMinimum',
      headroom: '50.00',
    });
    await bank.ask(`/holds/${hold}/void`, { reason: 'The hotel was not needed' });

    await bank.ask('/transactions', spends('600.00'));
  });

  it('may be lowered below what is used: nothing more goes out, whatever comes in is taken', async () => {
    await bank.ask('/transactions', spends('400.00'));
    await bank.change(`/accounts/${account}`, line('-200.00'));
    expect(await bank.refused('/transactions', spends('0.01'))).toMatchObject({ headroom: '0.00' });

    await bank.ask('/transactions', moved('150.00', 'clearing', account));
    expect(await bank.balance(account)).toEqual({ posted: '-150.00', available: '-150.00' });
    await bank.ask('/transactions', spends('50.00'));
  });

  it('keeps the history of the line: what was granted, by which entry, and until which', async () => {
    const { seq: lowered } = await bank.change(`/accounts/${account}`, line('-200.00'));
    const { items } = await bank.read<{ items: object[] }>(`/accounts/${account}/limits`);

    expect(items).toMatchObject([
      { kind: 'balance', ...line('-500.00'), untilSeq: lowered },
      { kind: 'balance', ...line('-200.00'), fromSeq: lowered, untilSeq: null },
    ]);
  });

  it('charges interest only where the balance is still the one that it was reckoned with', async () => {
    await bank.ask('/transactions', spends('300.00'));
    const reckonedAt = { account, currency: 'EUR', version: '2' };
    const interest = {
      ...moved('1.64', account, 'income:interest'),
      category: 'interest.debit',
      conditions: [reckonedAt],
    };
    await bank.ask('/transactions', spends('10.00'));

    expect(await bank.refused('/transactions', interest)).toMatchObject({
      code: 'ConditionNotMet',
      version: '3',
      required: '2',
    });
    await bank.ask('/transactions', { ...interest, conditions: [{ ...reckonedAt, version: '3' }] });
    expect(await bank.balance(account)).toEqual({ posted: '-211.64', available: '-211.64' });
  });
});
