import { parseAddCheckpoint, sizeType } from '@proof/add-checkpoint';
import { cosign } from '@proof/cosignature';
import { isConsistent } from '@proof/merkle';
import { MalformedNote, isSignedBy, type Signer, type VerifierKey } from '@proof/note';
import type { WitnessedHeads } from './witnessed-heads';

export interface WitnessOptions {
  readonly heads: WitnessedHeads;
  /** A key of type `keyTypes.cosignature`. */
  readonly signer: Signer;
  /** Keys of the logs that are witnessed; a log has several while one replaces another. */
  readonly logs: readonly VerifierKey[];
  /** POSIX seconds. */
  readonly now: () => number;
}

/** What a request is answered, as HTTP. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: string;
  readonly body: string;
  /** What happened, in one sentence for the operator of the witness. */
  readonly sentence: string;
}

type Request = ReturnType<typeof parseAddCheckpoint>;

const plainText = 'text/plain; charset=utf-8';

/**
 * Vouches that each log it knows shows everybody one history and only ever adds to it: `add-checkpoint` of
 * c2sp.org/tlog-witness v1.0.0.
 */
export class Witness {
  private readonly keys = new Map<string, VerifierKey[]>();

  constructor(private readonly options: WitnessOptions) {
    for (const key of options.logs) this.keys.set(key.name, [...(this.keys.get(key.name) ?? []), key]);
  }

  /**
   * Compares and stores without giving way to another request, then signs.
   * @throws Error where the head cannot be stored or the key cannot sign: nothing was vouched for
   */
  async addCheckpoint(body: Uint8Array): Promise<WitnessAnswer> {
    const request = readRequest(body);
    if (request instanceof MalformedNote) return refusal(400, `It is a ${request.message}.`);
    const refused = this.refused(request);
    if (refused) return refused;
    const { head, checkpoint } = request;
    const { heads, signer, now } = this.options;
    if (heads.of(head.log).size !== head.size) heads.advance(head, checkpoint);
    const line = await cosign(checkpoint, signer, now());
    const sentence = `${head.log} was cosigned at ${head.size} entries.`;
    return { status: 200, type: plainText, body: line, sentence };
  }

  private refused({ oldSize, proof, head, note, checkpoint }: Request): WitnessAnswer | undefined {
    const { log, size, root } = head;
    const keys = this.keys.get(log);
    if (!keys) return refusal(404, `${log} is not witnessed here.`);
    if (!keys.some((key) => isSignedBy(note, key))) return refusal(403, `No known key of ${log} signed it.`);
    if (oldSize > size) return refusal(400, `The old size ${oldSize} is above the size ${size} of ${log}.`);
    const last = this.options.heads.of(log);
    if (oldSize !== last.size)
      return conflict(
        last.size,
        `${log} sent ${size} entries after ${oldSize}; ${last.size} were witnessed.`,
      );
    if (size === last.size && !root.equals(last.root)) {
      const file = this.options.heads.keepOther(log, checkpoint);
      return conflict(size, `${log} shows two histories of ${size} entries: the other is kept in ${file}.`);
    }
    if (isConsistent(last, head, proof)) return undefined;
    return refusal(422, `The proof does not show that ${log} at ${size} entries continues its ${last.size}.`);
  }
}

function readRequest(body: Uint8Array): Request | MalformedNote {
  const text = Buffer.from(body).toString();
  if (!Buffer.from(text).equals(body)) return new MalformedNote('not UTF-8');
  try {
    return parseAddCheckpoint(text);
  } catch (error) {
    if (error instanceof MalformedNote) return error;
    throw error;
  }
}

function refusal(status: 400 | 403 | 404 | 422, sentence: string): WitnessAnswer {
  return { status, type: plainText, body: `${sentence}\n`, sentence };
}

/** Returns what was witnessed, so that the log can prove how it continued from there. */
function conflict(size: number, sentence: string): WitnessAnswer {
  return { status: 409, type: sizeType, body: `${size}\n`, sentence };
}
