import { greeting } from './greeting';

it('the greeting has the addresses of the stores without their passwords', () => {
  const addresses = {
    api: 'http://127.0.0.1:3000',
    eventStore: 'esdb://ledger:hunter2@127.0.0.1:2113,127.0.0.1:2114?tls=false',
    postgres: 'postgres://ledger:hunter2@127.0.0.1:5432/ledger?application_name=a@b',
  };
  const text = greeting(addresses, 'sandbox', '.data');
  expect(text).not.toContain('hunter2');
  expect(text).toContain('esdb://ledger@127.0.0.1:2113,127.0.0.1:2114?tls=false');
  expect(text).toContain('postgres://ledger@127.0.0.1:5432/ledger?application_name=a@b');
});
