import { formatAddCheckpoint, sizeType } from '@proof/add-checkpoint';
import type { Checkpoint } from '@proof/checkpoint';
import { cosignedAt } from '@proof/cosignature';
import { MalformedNote, parseNote, type VerifierKey } from '@proof/note';

/** A witness that can be asked. */
export interface AskedWitness {
  /** As the policy names it. */
  readonly name: string;
  readonly key: VerifierKey;
  /** Where it takes add-checkpoint. */
  readonly url: string;
}

/** A checkpoint that is to be cosigned. */
export interface Cosigning {
  readonly head: Checkpoint;
  /** The signed note. */
  readonly note: string;
  /** Hashes which show that the checkpoint continues that of so many entries. */
  readonly prove: (older: number) => Promise<readonly Buffer[]>;
}

/** A witness was reached and did not cosign. */
export class NotCosigned extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'NotCosigned';
  }
}

/** A witness returns what it saw, and is asked again from there; another process may ask it in between. */
const attemptsMax = 3;
const answerBytesMax = 65_536;

/**
 * Asks one witness by c2sp.org/tlog-witness v1.0.0.
 * @param seen entries under the checkpoint that the witness cosigned last, as far as we know
 * @param withinMs for each of a few requests
 * @returns its cosignature line, verified
 * @throws NotCosigned, and whatever keeps it from being reached in time
 */
export async function askWitness(
  witness: AskedWitness,
  { head, note, prove }: Cosigning,
  seen: number,
  withinMs: number,
): Promise<string> {
  let oldSize = seen;
  for (let attempts = 0; attempts < attemptsMax; attempts += 1) {
    const proof = oldSize === 0 ? [] : await prove(oldSize);
    const answer = await post(witness, formatAddCheckpoint({ oldSize, proof, checkpoint: note }), withinMs);
    if (answer.status === 200) return cosignatureIn(answer.body, witness, note);
    const size = sizeIn(answer);
    if (size === undefined) throw new NotCosigned(`it answered ${answer.status}: ${firstLine(answer.body)}`);
    requireHelpful(size, oldSize, head);
    oldSize = size;
  }
  throw new NotCosigned('what it has seen changes with every request');
}

interface WitnessResponse {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function post({ url }: AskedWitness, body: string, withinMs: number): Promise<WitnessResponse> {
  const response = await fetch(`${url.replace(/\/$/, '')}/add-checkpoint`, {
    method: 'POST',
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(withinMs),
  });
  const { status, headers } = response;
  return { status, type: headers.get('content-type') ?? '', body: await textOf(response) };
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) throw new NotCosigned(`its answer has more than ${answerBytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** What the witness has seen, where it says so. */
function sizeIn({ status, type, body }: WitnessResponse): number | undefined {
  const [, digits] = /^(0|[1-9]\d{0,15})\n$/.exec(body) ?? [];
  return status === 409 && type.startsWith(sizeType) && digits !== undefined ? Number(digits) : undefined;
}

function requireHelpful(size: number, oldSize: number, head: Checkpoint): void {
  if (size > head.size)
    throw new NotCosigned(`it has seen ${size} entries of ${head.log}, more than the ${head.size} there are`);
  if (size === oldSize)
    throw new NotCosigned(`it has seen another history of ${head.log}, of ${size} entries`);
}

/** A witness may sign with other keys, too; of what it answers, the one line counts that its known key made. */
function cosignatureIn(body: string, { key }: AskedWitness, note: string): string {
  const { text } = parseNote(note);
  const line = body.split('\n').find((each) => isBy(key, `${text}\n${each}\n`));
  if (line === undefined) throw new NotCosigned(`it answered no cosignature by its key ${key.keyId}`);
  return `${line}\n`;
}

function isBy(key: VerifierKey, cosigned: string): boolean {
  try {
    return Number.isFinite(cosignedAt(parseNote(cosigned), key));
  } catch (error) {
    if (error instanceof MalformedNote) return false;
    throw error;
  }
}

function firstLine(body: string): string {
  return body.split('\n', 1)[0]!.slice(0, 200);
}
