import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { figure, type Figure } from './figures';

const entries = 100_000;
const rounds = 3;

const cli = join(__dirname, '../apps/cli/src/main.js');

/** Written to standard error when the process ends; `maxRSS` is in KiB. */
const measuring =
  "process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}\\n`));";

/** Reading a camt.053 of 100,000 entries, as `ledger reconcile read` does: one process, its start included. */
export async function readStatement(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-read-statement-'));
  try {
    const file = join(folder, 'statement.xml');
    const preload = join(folder, 'peak.cjs');
    await pipeline(document(), createWriteStream(file));
    await writeFile(preload, measuring);
    const runs: { seconds: number; mebibytes: number }[] = [];
    for (let round = 0; round < rounds; round += 1) runs.push(await run(preload, file));
    return [
      figure('read.camt', Math.min(...runs.map(({ seconds }) => seconds)), 's for 100,000 lines'),
      figure('read.camt.peak', Math.max(...runs.map(({ mebibytes }) => mebibytes)), 'MB'),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(preload: string, file: string): Promise<{ seconds: number; mebibytes: number }> {
  const begin = performance.now();
  const words = ['--require', preload, cli, 'reconcile', 'read', file, '--rows', '0'];
  const { stderr, stdout } = await promisify(execFile)(process.execPath, words);
  const seconds = (performance.now() - begin) / 1_000;
  if (!/100,000 lines, 0 advices, 0 breaks/.test(stdout))
    throw new Error(`the file was read wrongly: ${stdout}`);
  return { seconds, mebibytes: Number(/peak (\d+)/.exec(stderr)?.[1]) / 1_024 };
}

/** About 57 MB: every entry has a detail with references, a party and a text, as banks write them. */
function* document(): Generator<string> {
  const amount = (units: number) => `${Math.floor(units / 100)}.${String(units % 100).padStart(2, '0')}`;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>BENCH</Id>';
  yield '<Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id><Ccy>EUR</Ccy></Acct>';
  let sum = 0;
  for (let i = 0; i < entries; i += 1) sum += 100 + i;
  yield balance('OPBD', '0.00') + balance('CLBD', amount(sum));
  for (let i = 0; i < entries; i += 1) yield entry(i, amount(100 + i));
  yield '</Stmt></BkToCstmrStmt></Document>\n';
}

function balance(code: string, amount: string): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-05-15</Dt></Dt></Bal>\n`;
}

function entry(i: number, amount: string): string {
  return `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-05-15</Dt></BookgDt><ValDt><Dt>2026-05-15</Dt></ValDt><AcctSvcrRef>REF-${i}</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>E2E-${i}</EndToEndId></Refs>
<RltdPties><Dbtr><Pty><Nm>Member ${i}</Nm></Pty></Dbtr></RltdPties>
<RmtInf><Ustrd>Contribution ${i}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
`;
}
