import { AuditWalk, auditSteps, masked } from '../support/audit-page';

const steps = auditSteps(['sh', 'server']);

describe('docs/AUDIT.md', () => {
  const walk = new AuditWalk();
  beforeAll(() => walk.begin());
  afterAll(() => walk.end());

  it('has an answer below every command that ends', () => {
    expect(steps.length).toBeGreaterThan(20);
    expect(
      steps.filter(({ language, answer }) => (answer === undefined) !== (language === 'server')),
    ).toEqual([]);
  });

  // In order, each after those before: as an auditor would.
  it.each(steps)('answers as printed: $title', async (step) => {
    if (step.answer === undefined) await walk.launch(step);
    else expect(masked(await walk.run(step))).toBe(masked(step.answer));
  });
});
