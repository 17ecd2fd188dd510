import { type Failure, usageError } from '../../failure';
import { amountSourceOf } from './amount-options';

type Options = Parameters<typeof amountSourceOf>[0];

it('reads marks without their capitals and points, and lists of them', () => {
  expect(amountSourceOf({ amount: '{a}', side: '{s}', in: 'C, Cr.', out: 'D' })).toMatchObject({
    kind: 'marked',
    marks: { in: ['c', 'cr'], out: ['d'] },
  });
});

it('is nothing where no option says where the amount is', () => {
  expect(amountSourceOf({})).toBeUndefined();
});

it.each<[string, Options]>([
  ['--money-in and --money-out need each other.', { moneyIn: '{a}' }],
  ['cannot be given with --amount', { moneyIn: '{a}', moneyOut: '{b}', amount: '{c}' }],
  ['cannot be given with --side', { moneyIn: '{a}', moneyOut: '{b}', side: '{c}' }],
  ['--in and --out need --side.', { amount: '{a}', in: 'H', out: 'S' }],
  ['--side needs --amount, and --in and --out', { amount: '{a}', side: '{s}', in: 'H' }],
  ['--side needs --amount, and --in and --out', { side: '{s}', in: 'H', out: 'S' }],
  ['--side and --signed cannot', { amount: '{a}', side: '{s}', in: 'H', out: 'S', signed: true }],
  ['--in and --out take texts', { amount: '{a}', side: '{s}', in: 'H,', out: 'S' }],
  ['--in and --out both have "c"', { amount: '{a}', side: '{s}', in: 'C', out: 'D,c' }],
])('says that options contradict each other: %s', (sentence, options) => {
  const failure = (() => {
    try {
      amountSourceOf(options);
    } catch (error) {
      return error as Failure;
    }
    return undefined;
  })();
  expect(failure?.message).toContain(sentence);
  expect(failure?.exitCode).toBe(usageError);
});
