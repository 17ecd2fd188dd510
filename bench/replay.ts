import { figure, type Figure } from './figures';
import { runCli, type System } from './system';

/** Folding the journal again: all read models again, and the verifier's walk of the journal alone. */
export async function replay(system: System, ledger: string): Promise<Figure[]> {
  const rebuilt = await runCli(system, 'rebuild');
  const verified = await runCli(system, 'verify', '--ledger', ledger, '--no-read-models');
  return [
    figure('rebuild', perSecond(rebuilt), 'entries/s'),
    figure('verify.store', perSecond(verified), 'entries/s'),
  ];
}

function perSecond({ entries, seconds }: Record<string, unknown>): number {
  return Number(entries) / Number(seconds);
}
