import { AuditWalk, auditSteps, masked } from '../support/audit-page';

/** With those that need software which is not ours: they go on from what the others leave. */
const steps = auditSteps(['sh', 'server', 'hledger', 'openssl']);

describe('docs/AUDIT.md, with hledger and OpenSSL', () => {
  const walk = new AuditWalk();
  beforeAll(() => walk.begin());
  afterAll(() => walk.end());

  it('has commands of both', () => {
    const languages = new Set(steps.map(({ language }) => language));
    expect([...languages].sort()).toEqual(['hledger', 'openssl', 'server', 'sh']);
  });

  it.each(steps)('answers as printed: $title', async (step) => {
    if (step.answer === undefined) await walk.launch(step);
    else expect(masked(await walk.run(step))).toBe(masked(step.answer));
  });
});
