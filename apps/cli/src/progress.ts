import { Presets, SingleBar } from 'cli-progress';

/** A bar on the terminal; elsewhere nothing. */
export interface ProgressBar {
  /** @param note what else to say beside the bar */
  at(value: number, note?: string): void;
  end(): void;
}

/** Shows a bar on standard error where that is a terminal. */
export function showProgress(name: string, total: number): ProgressBar {
  if (!process.stderr.isTTY || total === 0) return { at: () => undefined, end: () => undefined };
  const format = `${name} {bar} {percentage}% | {note} | {duration_formatted}`;
  const bar = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, fps: 5 },
    Presets.shades_classic,
  );
  bar.start(total, 0, { note: '' });
  return { at: (value, note = '') => bar.update(value, { note }), end: () => bar.stop() };
}
