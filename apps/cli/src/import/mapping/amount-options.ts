import { Failure, usageError } from '../../failure';
import { plainMark, type AmountSource, type Marks } from './amount';
import { parseTemplate } from './template';

/** The options that say where a row has its amount. */
export interface AmountOptions {
  readonly amount?: string;
  readonly side?: string;
  readonly in?: string;
  readonly out?: string;
  readonly moneyIn?: string;
  readonly moneyOut?: string;
  readonly signed?: true;
}

/** @throws Failure of a usage error, where they contradict each other or do not suffice */
export function amountSourceOf(options: AmountOptions): AmountSource | undefined {
  const { amount, side, moneyIn, moneyOut } = options;
  if (side === undefined && (options.in !== undefined || options.out !== undefined))
    throw new Failure('--in and --out need --side.', usageError);
  if (moneyIn !== undefined || moneyOut !== undefined) return splitOf(options);
  if (side !== undefined) return markedOf(options, side);
  return amount === undefined ? undefined : { kind: 'one', amount: parseTemplate(amount) };
}

function splitOf({ amount, side, moneyIn, moneyOut }: AmountOptions): AmountSource {
  if (moneyIn === undefined || moneyOut === undefined)
    throw new Failure('--money-in and --money-out need each other.', usageError);
  if (amount !== undefined || side !== undefined)
    throw new Failure(
      `--money-in and --money-out cannot be given with --${amount ? 'amount' : 'side'}.`,
      usageError,
    );
  return { kind: 'split', moneyIn: parseTemplate(moneyIn), moneyOut: parseTemplate(moneyOut) };
}

function markedOf(options: AmountOptions, side: string): AmountSource {
  const { amount, signed } = options;
  if (amount === undefined || options.in === undefined || options.out === undefined)
    throw new Failure(
      '--side needs --amount, and --in and --out: what marks money in and money out.',
      usageError,
    );
  if (signed) throw new Failure('--side and --signed cannot be given together.', usageError);
  const marks = { in: marksIn(options.in), out: marksIn(options.out) };
  requireDistinct(marks);
  return { kind: 'marked', amount: parseTemplate(amount), side: parseTemplate(side), marks };
}

function marksIn(text: string): string[] {
  const marks = text.split(',').map(plainMark);
  if (marks.every((mark) => mark !== '')) return marks;
  throw new Failure('--in and --out take texts, separated by commas.', usageError);
}

function requireDistinct({ in: inwards, out }: Marks): void {
  const twice = inwards.find((mark) => out.includes(mark));
  if (twice !== undefined)
    throw new Failure(`--in and --out both have "${twice}"; capitals make no difference.`, usageError);
}
