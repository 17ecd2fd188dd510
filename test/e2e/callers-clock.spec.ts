import { topUp, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

describe('a caller whose clock is ahead', () => {
  let services: Services;
  let ledger: string;

  beforeAll(async () => {
    services = await startServices();
    ledger = await services.api.openLedger();
  });
  afterAll(() => services?.stop());

  const ahead = (ms: number) => new Date(Date.now() + ms).toISOString();

  it('by two seconds has its effective time taken as now, and its retry is the same command', async () => {
    const body = { ...topUp('ann'), effectiveAt: ahead(2_000) };
    const first = await services.api.post(`${ledger}/transactions`, body, { key: 'ahead' });
    const again = await services.api.post(`${ledger}/transactions`, body, { key: 'ahead' });
    const read = await services.api.get<{ transaction: Record<string, string> }>(
      `${ledger}/transactions/${first.body.id}?after=${first.body.seq}&wait=30s`,
    );

    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.text).toBe(first.text);
    expect(read.body.transaction['effectiveAt']! <= body.effectiveAt).toBe(true);
    expect(read.body.transaction['recordedAt']! >= read.body.transaction['effectiveAt']!).toBe(true);
  });

  it('by a minute is refused', async () => {
    const body = { ...topUp('ann'), effectiveAt: ahead(60_000) };

    expect((await services.api.post<Problem>(`${ledger}/transactions`, body)).body.code).toBe(
      'EffectiveAtInFuture',
    );
  });

  it('may ask what is known by its clock, and close the period that ended by it', async () => {
    const known = await services.api.get(`${ledger}/accounts?knownAt=${ahead(2_000)}`);
    const late = await services.api.get<Problem>(`${ledger}/accounts?knownAt=${ahead(60_000)}`);
    const closed = await services.api.post(`${ledger}/periods`, {
      period: 'so-far',
      from: '2026-01-01T00:00:00Z',
      to: ahead(2_000),
      kind: 'soft',
    });

    expect([known.status, closed.status]).toEqual([200, 201]);
    expect(late.body).toMatchObject({ status: 400, errors: [{ parameter: 'knownAt', code: 'OutOfRange' }] });
  });
});
