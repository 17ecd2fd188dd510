import type { ExchangeDeclaration } from '@ledger/exchange/exchange-declaration';
import type { AccountType } from '@ledger/state';
import { JournalFault } from '../fault';
import { netOf, type Known } from './placed-exchange';

/** Every account that a declaration names is open, and of its type. @throws JournalFault NotAllowedByBooks */
export function requireAccounts(
  seq: number,
  { liquidity, positions = [], results }: ExchangeDeclaration,
  { accounts }: Known,
): void {
  const requireType = (path: string, ...types: AccountType[]) => {
    const type = accounts.get(path)?.type;
    if (type && types.includes(type)) return;
    throw notAllowed(
      seq,
      `${path} is ${type ?? 'not open'}, and cannot be what the declaration makes of it.`,
    );
  };
  for (const { equivalent, position } of positions)
    for (const path of [position, equivalent]) requireType(path, 'equity');
  if (liquidity !== undefined) requireType(liquidity, 'equity', 'liability');
  for (const path of Object.values(results) as string[]) requireType(path, 'income', 'expense');
}

/** After the first exchange the mode stays, and each position keeps its accounts. @throws JournalFault NotAllowedByBooks */
export function requireKept(seq: number, before: ExchangeDeclaration, after: ExchangeDeclaration): void {
  const isKept =
    before.mode === after.mode &&
    before.functional === after.functional &&
    (before.positions ?? []).every(({ currency, equivalent, position }) => {
      const same = after.positions?.find((pair) => pair.currency === currency);
      return same?.equivalent === equivalent && same.position === position;
    });
  if (!isKept) throw notAllowed(seq, 'Currencies were exchanged otherwise before.');
}

/** Imported history left each position at a cost of its sign, none where nothing is open. @throws JournalFault ExchangeDiffers */
export function requireCosts(
  seq: number,
  { functional = '', positions = [] }: ExchangeDeclaration,
  known: Known,
) {
  for (const { currency, equivalent, position } of positions) {
    const [open, cost] = [-netOf(known, position, currency), netOf(known, equivalent, functional)];
    if (signOf(open) === signOf(cost)) continue;
    const detail = `At the end of the import, ${position} has not the sign of what ${equivalent} says it cost.`;
    throw new JournalFault('ExchangeDiffers', seq, detail);
  }
}

function signOf(units: bigint): number {
  return units === 0n ? 0 : units < 0n ? -1 : 1;
}

function notAllowed(seq: number, detail: string): JournalFault {
  return new JournalFault('NotAllowedByBooks', seq, detail);
}
