import { paid } from '../support/given';
import { held } from '../support/given-holds';
import { openedChart, verifiedTables, type VerifiedTables } from '../support/verified-tables';

let world: VerifiedTables;
beforeAll(async () => {
  world = await verifiedTables(({ books, desk }) => {
    for (const journal of [books, desk]) openedChart(journal);
    // The fuel pump of the README, before its capture: the merchant has had no posting.
    books.append(paid('99.00', 'bank', 'customers:alice:wallet'));
    books.append(held('30.00', 'customers:alice:wallet', 'merchants:fuel:payable', { reference: 'pump-4' }));
    // An account that nothing was posted to, in a ledger where nothing else happened.
    desk.append(held('30.00', 'bank', 'merchants:new:payable'));
  });
});
afterAll(() => world.stop());

it.each([
  ['that takes money of a wallet', 'books', 3],
  ['between accounts that were never posted to', 'desk', 2],
] as const)('a hold %s leaves read models that match the journal', async (_, ledger, balances) => {
  const { fault, readModels } = await world.verify(ledger);
  expect(fault?.message).toBeUndefined();
  expect(readModels?.rows).toMatchObject({ holds: 1, hold_accounts: 2, held_sums: 2, balances });
});

it('the balance that a hold alone makes is compared like any other', async () => {
  const { client } = world;
  await client.query('create temporary table kept as select * from balances');
  await client.query('update balances set credits = 5 where version = 0');
  const { fault } = await world.verify('desk').finally(async () => {
    await client.query('truncate balances; insert into balances select * from kept; drop table kept');
  });
  expect(fault?.message).toContain('Table balances, row for account bank, currency EUR: credits is 5,');
});
