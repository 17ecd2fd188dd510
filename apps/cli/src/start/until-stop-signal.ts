import { commandLineOf, parentOf } from '@local/process-identity';
import { isStartedByNpm } from '@settings/parent';

/**
 * npm passes on a Ctrl-C that the terminal has sent to everybody already: the same wish twice within this
 * time is one. A later second one means "now": what we started ends with us.
 */
const sameWishMs = 1_000;
const parentCheckMs = 500;

/** Resolves when we are asked to stop: Ctrl-C, SIGTERM, a closed terminal, or npm, which started us, is gone. */
export function untilStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const stop = (): void => {
      if (firstAt !== undefined && Date.now() - firstAt > sameWishMs) process.exit(1);
      firstAt ??= Date.now();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    if (isStartedByNpm()) whenOrphaned(resolve);
  });
}

/**
 * Where a shell of npm's stands between (`npx ledger start`), it outlives a killed npm, so that the parent of
 * our parent has to be watched too. Never more: npm may outlive the shell that it was started from, as in
 * `nohup npm start &`.
 */
function whenOrphaned(stop: () => void): void {
  const isShellBetween = /^\S*sh -c /.test(commandLineOf(process.ppid));
  const ancestors = (): string => `${process.ppid} ${isShellBetween ? parentOf(process.ppid) : ''}`;
  const before = ancestors();
  const check = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(check);
    stop();
  }, parentCheckMs).unref();
}
