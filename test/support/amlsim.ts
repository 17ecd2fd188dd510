import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const amlsimFolder = join(__dirname, '../../examples/data/amlsim-20k-cycle200');

/** What must come out of AMLSim, by another program than ours: one map, no ledger. */
export interface AmlsimOutcome {
  readonly accepted: number;
  readonly refused: number;
  /** Cents by node. */
  readonly balances: ReadonlyMap<string, bigint>;
  /** As the README of the data says it. */
  readonly sha256: string;
}

/** @param transfersMax how many of the transfers are posted */
export function amlsimOutcome(transfersMax = Infinity): AmlsimOutcome {
  const balances = new Map(linesOf('nodes.csv').map(([node, , amount]) => [node!, cents(amount!)]));
  let [accepted, refused] = [0, 0];
  for (const [source, target, value] of linesOf('transactions.csv').slice(0, transfersMax)) {
    const amount = cents(value!);
    const isCovered = source === target || balances.get(source!)! >= amount;
    if (isCovered) accepted += 1;
    else refused += 1;
    if (!isCovered) continue;
    balances.set(source!, balances.get(source!)! - amount);
    balances.set(target!, balances.get(target!)! + amount);
  }
  const lines = [...balances]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([node, units]) => `${node},${units}`);
  return { accepted, refused, balances, sha256: createHash('sha256').update(lines.join('\n')).digest('hex') };
}

export function linesOf(file: string): string[][] {
  const [, ...lines] = readFileSync(join(amlsimFolder, file), 'utf8').trim().split(/\r?\n/);
  return lines.map((line) => line.split(','));
}

export function cents(text: string): bigint {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(2, '0'));
}
