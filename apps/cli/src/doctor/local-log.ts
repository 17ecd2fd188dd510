import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding';

const formats: Readonly<Record<string, Finding['status']>> = { '1': 'warning', '2': 'ok' };

/** Whether the log of the local event store, if there is one, is encrypted. */
export function checkLocalLog(dataDir: string): Finding[] {
  const file = join(dataDir, 'event-store', 'events.log');
  if (!existsSync(file)) return [];
  const [, format = ''] = /^ledger event store log, format (\d+)\n/.exec(beginningOf(file)) ?? [];
  const status = formats[format] ?? 'failure';
  if (status === 'ok') return [{ status, sentence: `The event log ${file} is encrypted.` }];
  if (status === 'failure')
    return [
      { status, sentence: `${file} is not an event log of this release.`, remedy: 'Restore a backup.' },
    ];
  return [
    {
      status,
      sentence: `The event log ${file} is plain text on this disk.`,
      remedy: 'Encrypt the disk, or begin a log in another folder with EVENT_STORE_KEY.',
    },
  ];
}

function beginningOf(file: string): string {
  const fd = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(64);
    return bytes.toString('latin1', 0, readSync(fd, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(fd);
  }
}
