import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Blocks of 512, 4,096 and 32,768 dated lines take the place of those of 1,024 and 32,768; all follow from the lines. */
const changes = `
delete from dated_sums;
insert into dated_sums (ledger, account, currency, size, block, effective_at, number, debits, credits)
select ledger, account, currency, size, block, effective_at, number,
  sum(case when is_credit then 0 else amount end) over so_far,
  sum(case when is_credit then amount else 0 end) over so_far
from (
  select d.*, s.size, (d.number - 1) / s.size as block,
    max(d.number) over (partition by d.ledger, d.account, d.currency, s.size) as last
  from dated_lines d cross join (values (512), (4096), (32768)) as s (size)
) l
where (block + 1) * size <= last
window so_far as (
  partition by ledger, account, currency, size, block order by effective_at, number rows unbounded preceding
);
`;

export class DatedBlocks1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changes);
  }

  /** Read models are derived: going back is dropping them and replaying the journal. */
  async down(): Promise<void> {
    throw new Error('migrations of the read models go forward only');
  }
}
