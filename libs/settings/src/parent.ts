/**
 * The convention between `ledger start` and what it starts: standard input is a pipe that start holds open.
 * When it ends, start is gone, however it went (SIGKILL too), and the process stops as if asked to.
 */
export function whenParentEnds(settings: { readonly exitWithParent: boolean }, stop: () => void): void {
  if (!settings.exitWithParent) return;
  process.stdin.once('end', stop).once('error', stop).resume();
}

/** Whether npm started us (`npm start`); then nobody is left to end us once npm was killed. */
export function isStartedByNpm(env: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return env['npm_lifecycle_event'] !== undefined;
}
