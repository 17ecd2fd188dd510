import { createReadStream, statSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileRefused } from '@files/file-refused';
import { withinBytes } from '@rate-feeds/read-rate-feed';
import { Failure, usageError } from '../failure';

/** Where rates come from, opened. */
export interface OpenedSource {
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** In bytes. */
  readonly size: number;
}

/** How long one answer may take, from the request to its last byte. */
const answerMaxMs = 120_000;
const redirectsMax = 5;
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

/** How long an address is asked again that does not answer, or answers that it is busy. */
export const patienceMs = 300_000;

/**
 * Opens a file, or fetches an address as a whole: it would not wait until all sets are published. An address that does
 * not answer is asked again, at intervals that double.
 * @throws Failure where there is nothing to be had
 */
export async function openSource(source: string): Promise<OpenedSource> {
  if (!/^https?:\/\//i.test(source)) return openFile(source);
  const deadline = Date.now() + patienceMs;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    const found = await fetched(source).catch((cause: Error) => cause);
    if (!(found instanceof Error)) return found;
    const mayCome = !(found instanceof Declined) && !(found instanceof FileRefused);
    if (!mayCome || Date.now() + waitMs > deadline) throw new Failure(`${source}: ${sentenceOf(found)}`);
    await sleep(waitMs);
  }
}

/** The address has no such file, or must not be asked. */
class Declined extends Error {}

/** @throws Declined, FileRefused; any other error may pass */
async function fetched(address: string): Promise<OpenedSource> {
  const { body, ok, status } = await answerOf(address, AbortSignal.timeout(answerMaxMs), redirectsMax);
  if (!ok || !body) {
    const sentence = `It answers ${status}.`;
    throw status === 429 || status >= 500 ? new Error(sentence) : new Declined(sentence);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of withinBytes(body)) chunks.push(chunk);
  return { chunks, size: chunks.reduce((sum, { length }) => sum + length, 0) };
}

/** Follows redirects one by one, because each leads to an address of its own. @throws Declined */
async function answerOf(address: string, signal: AbortSignal, redirectsLeft: number): Promise<Response> {
  if (!isUnaltered(new URL(address)))
    throw new Declined(`${address} is not encrypted: whoever is in between could alter rates. Use https.`);
  const response = await fetch(address, { redirect: 'manual', signal });
  const next = response.status < 400 ? response.headers.get('Location') : null;
  if (next === null) return response;
  if (redirectsLeft === 0) throw new Declined(`It redirects more than ${redirectsMax} times.`);
  return answerOf(new URL(next, address).href, signal, redirectsLeft - 1);
}

/** Whether nobody between can alter what is read: it is encrypted, or does not leave this machine. */
function isUnaltered({ hostname, protocol }: URL): boolean {
  if (protocol === 'https:') return true;
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
  return protocol === 'http:' && isLoopback;
}

function sentenceOf({ cause, message }: Error): string {
  return cause instanceof Error ? `It does not answer: ${cause.message || String(cause)}.` : message;
}

function openFile(file: string): OpenedSource {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new Failure(`There is no file ${file}.`, usageError);
  return { chunks: createReadStream(file), size: found.size };
}
