import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number from `least` to `greatest`, both included. */
export function wholeNumber(least: number, greatest: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= greatest) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${greatest}.`);
  };
}
