import fc, { type RunDetails } from 'fast-check';
import { sequences, type Sequence } from './generated';
import { SideBySide } from './side-by-side';

/** How many sequences are tried, and which: given by `npm run test:model`. */
const path = process.env['MODEL_PATH'];
export const runs = path === undefined ? Number(process.env['MODEL_RUNS'] ?? 1000) : 1;
const seed = Number(process.env['MODEL_SEED'] ?? 20261123);

/** Tries a law with so many sequences; the shortest that breaks it is printed step by step, with how to try it again. */
export function forAnySequence(
  numRuns: number,
  law: (sequence: Sequence) => void,
  of: fc.Arbitrary<Sequence> = sequences,
): void {
  fc.assert(fc.property(of, law), {
    seed,
    numRuns: Math.ceil(numRuns),
    reporter: report,
    ...(path !== undefined && { path, endOnFailure: true }),
  });
}

/** A ledger that lived through all steps, as the naive one did beside it. */
export function lived(sequence: Sequence): SideBySide {
  return new SideBySide(sequence).live(sequence.steps);
}

function report({ failed, counterexample, counterexamplePath, errorInstance }: RunDetails<[Sequence]>): void {
  if (!failed) return;
  const { opening, steps } = counterexample![0];
  throw new Error(
    [
      errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
      `after opening ${inShort(opening)} and ${steps.length} steps:`,
      ...steps.map((step, i) => `${i + 1}. ${inShort(step)}`),
      `Again: npm run test:model -- --seed ${seed} --path ${counterexamplePath}`,
    ].join('\n'),
    { cause: errorInstance },
  );
}

function inShort(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? `${each}` : each));
}
