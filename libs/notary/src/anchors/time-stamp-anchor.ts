import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeDurably } from '@proof/durable-file';
import type { Anchor } from './anchor';
import { keepIn } from './folder-anchor';
import { NotStamped, requireStamped, timeStampRequest } from './time-stamp';

const withinMs = 20_000;
const answerBytesMax = 262_144;
const readableByAll = 0o644;

/**
 * A time-stamping authority after RFC 3161, over HTTP. Its answer is kept beside the checkpoint, as
 * `<ledger>/<entries>.tsr`: it shows to anybody that the checkpoint existed then.
 */
export function timeStampAnchor(url: URL, folder: string): Anchor {
  return {
    name: `rfc3161:${url.host}`,
    anchor: async (checkpoint) => {
      const file = keepIn(folder, checkpoint);
      if (existsSync(`${file}.tsr`)) return;
      const digest = createHash('sha256').update(readFileSync(file)).digest();
      const nonce = randomBytes(16);
      const answer = await ask(url, timeStampRequest({ digest, nonce }));
      requireStamped(answer, { digest, nonce });
      writeDurably(`${file}.tsr`, answer, readableByAll);
    },
  };
}

async function ask(url: URL, request: Buffer): Promise<Buffer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/timestamp-query', Accept: 'application/timestamp-reply' },
    body: request,
    signal: AbortSignal.timeout(withinMs),
  });
  if (response.status !== 200)
    throw new NotStamped(`the time-stamping authority answered with ${response.status}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) throw new NotStamped(`the answer has more than ${answerBytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
