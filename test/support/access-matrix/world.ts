import { setTimeout as delay } from 'node:timers/promises';
import type { AccessDesk } from '../access-desk';
import { credit, debit, topUp } from '../api';
import type { Services } from '../services';
import { bank, wallet, type World } from './request';

/** A ledger with one of everything, the proofs of it and of the access journal, and two persons to administer. */
export async function worldFor(services: Services, desk: AccessDesk): Promise<World> {
  const { api } = services;
  const path = await api.openLedger();
  const personal = [{ subject: 'person-1', fields: { name: 'Kanarienvogel' } }];
  const write = (at: string, body: object) => api.accepted(`${path}/${at}`, body);
  const change = async (at: string, body: object) => {
    const { status, text } = await api.put(`${path}/${at}`, body);
    if (status !== 201) throw new Error(text);
  };
  await write('currencies', { code: 'PTX', decimals: 0, name: 'Points' });
  const transaction = await write('transactions', { ...topUp('alice', '100.00'), personal });
  const hold = await write('holds', { ...topUp('alice', '5.00'), personal });
  for (const name of ['empty', 'frozen'])
    await write('accounts', { path: `${wallet}:${name}`, type: 'liability' });
  await write(`accounts/${wallet}:frozen/freeze`, { side: 'debit', reason: 'To be seen' });
  await write(`accounts/${wallet}/statements`, {});
  const october = { from: '2025-10-01T00:00:00.000Z', to: '2025-11-01T00:00:00.000Z' };
  await write('periods', { period: '2025-10', ...october, kind: 'soft', reason: 'Month-end' });
  const rates = [{ base: 'USD', counter: 'EUR', mid: '0.9' }];
  await write('rates', { source: 'ecb', type: 'spot', observedAt: '2026-11-22T15:00:00.000Z', rates });
  await change('exchange', {
    mode: 'isolated',
    rateType: 'spot',
    sources: ['ecb'],
    maxAge: '999999999',
    liquidity: 'liquidity',
    results: { spread: 'income:spread' },
  });
  const quote = await write('quotes', {
    account: wallet,
    debit: { currency: 'EUR' },
    credit: { amount: '10.00', currency: 'USD' },
    expiresAt: new Date(Date.now() + 20 * 3_600_000).toISOString(),
  });
  const above = [{ amount: '100.00', currency: 'EUR' }];
  await change('approval-rules', {
    rules: [{ name: 'large', commands: ['PostTransaction'], accounts: ['bank'], above, approvals: '1' }],
  });
  const large = { postings: [debit(bank, '150.00'), credit(wallet, '150.00')] };
  const proposed = await api.post<{ seq: string; proposal: World['proposal'] }>(
    `${path}/transactions?propose=true`,
    large,
  );
  await api.get(`${path}/accounts?after=${proposed.body.seq}&wait=30s`);
  return {
    ledger: path.split('/').at(-1)!,
    newLedger: 'not-opened-yet',
    hold: hold.id,
    quote: quote.id,
    transaction: transaction.id,
    proposal: proposed.body.proposal,
    ...(await persons(desk)),
    size: await checkpointSize(services, path),
    accessSize: await checkpointSize(services, '/v1/access'),
  };
}

async function persons(desk: AccessDesk): Promise<Pick<World, 'person' | 'suspended'>> {
  const id = 'somebody';
  const client = await desk.caller(id);
  const grant = await desk.grant(id, { role: 'analyst' });
  const credential = /lk_(\w{12})/.exec(client.authorization!)![1]!;
  await desk.caller('away');
  await desk.submit({ type: 'SuspendPrincipal', principal: 'away', reason: 'On leave' });
  return { person: { id, credential, grant }, suspended: 'away' };
}

/** Waits for the notary. */
async function checkpointSize({ api }: Services, path: string): Promise<string> {
  for (;;) {
    const { status, text } = await api.get(`${path}/checkpoint`);
    if (status === 200) return text.split('\n')[1]!;
    await delay(50);
  }
}
