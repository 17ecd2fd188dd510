import type { Finding } from './finding';

/** Minimum difference that is worth a warning; an HTTP date has whole seconds. */
const apartMs = 2_000;
const patienceMs = 5_000;

/** Whether the API answers and is ready, and how far its clock is from ours. */
export async function checkApi(url: string | undefined): Promise<Finding[]> {
  if (url === undefined) {
    return [
      {
        status: 'warning',
        sentence: 'No API runs on DATA_DIR, so its readiness and clock are not checked.',
        remedy: 'Start it, or set LEDGER_API_URL.',
      },
    ];
  }
  try {
    const response = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(patienceMs) });
    return [readiness(url, response.status), ...clock(response.headers.get('date'), Date.now())];
  } catch (error) {
    const { cause, message } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    return [
      {
        status: 'failure',
        sentence: `The API at ${url} does not answer: ${why}.`,
        remedy: 'Start it, or correct LEDGER_API_URL.',
      },
    ];
  }
}

function readiness(url: string, status: number): Finding {
  if (status === 200) return { status: 'ok', sentence: `The API at ${url} is ready.` };
  return {
    status: 'failure',
    sentence: `The API at ${url} is not ready: GET /readyz answers ${status}.`,
    remedy: `curl ${url}/readyz shows what it waits for.`,
  };
}

/** @param date of the answer, as HTTP has it */
export function clock(date: string | null, now: number): Finding[] {
  if (date === null) return [];
  const apart = Math.abs(Date.parse(date) - now);
  if (apart < apartMs)
    return [{ status: 'ok', sentence: 'The clocks of the API and of this machine agree.' }];
  return [
    {
      status: 'warning',
      sentence: `The clocks of the API and of this machine are ${Math.round(apart / 1_000)} s apart.`,
      remedy: 'Synchronise both with NTP.',
    },
  ];
}
