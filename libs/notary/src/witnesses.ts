import { isQuorum, type Policy } from '@proof/witness-policy';
import { NotCosigned, askWitness, type AskedWitness, type Cosigning } from './ask-witness';
import { Backoff } from './backoff';

/** Receives the outcome of each request. */
export interface WitnessesObserver {
  cosigned(witness: string): void;
  /** It did not cosign, and is not asked again at once. */
  witnessFailed(witness: string, sentence: string): void;
  /** A checkpoint is not released yet: the policy asks for more cosignatures than there are. */
  heldBack(log: string, size: number): void;
}

export interface WitnessesOptions {
  /** Its witnesses with a URL are asked; its quorum must be met before a checkpoint is released. */
  readonly policy: Policy;
  /** Milliseconds. */
  readonly now: () => number;
  readonly observer: WitnessesObserver;
  /** How long one request may take, in milliseconds. */
  readonly withinMs?: number;
}

const usuallyWithinMs = 3_000;

/** The witnesses of a notary: asked side by side, each for as long as it is worth it. */
export class Witnesses {
  private readonly asked: readonly AskedWitness[];
  private readonly backoff: Backoff;
  /** Witness and log -> entries under the checkpoint that it cosigned last. */
  private readonly seen = new Map<string, number>();

  constructor(private readonly options: WitnessesOptions) {
    this.asked = options.policy.witnesses.flatMap(({ name, key, url }) =>
      url === undefined ? [] : [{ name, key, url }],
    );
    this.backoff = new Backoff(options.now);
  }

  /**
   * The note with the cosignatures that can be had now, or undefined where the quorum is not reached and the note must
   * not be released. Never fails, and never takes longer than a few requests may.
   */
  async cosigned(cosigning: Cosigning): Promise<string | undefined> {
    const { policy, observer } = this.options;
    const { head, note } = cosigning;
    if (policy.logs.length > 0 && !policy.logs.some(({ name }) => name === head.log)) return note;
    const lines = await Promise.all(this.asked.map((witness) => this.ask(witness, cosigning)));
    const names = new Set(this.asked.filter((_witness, at) => lines[at] !== '').map(({ name }) => name));
    const cosigned = policy.witnesses.filter(({ name }) => names.has(name));
    if (isQuorum(policy, cosigned)) return note + lines.join('');
    observer.heldBack(head.log, head.size);
    return undefined;
  }

  /** Its cosignature line, or nothing. */
  private async ask(witness: AskedWitness, cosigning: Cosigning): Promise<string> {
    const { name } = witness;
    const { observer, withinMs = usuallyWithinMs } = this.options;
    const ofLog = `${name} ${cosigning.head.log}`;
    if (this.backoff.isWaiting(name) || this.backoff.isWaiting(ofLog)) return '';
    try {
      const line = await askWitness(witness, cosigning, this.seen.get(ofLog) ?? 0, withinMs);
      this.seen.set(ofLog, cosigning.head.size);
      for (const each of [name, ofLog]) this.backoff.succeeded(each);
      observer.cosigned(name);
      return line;
    } catch (error) {
      // One that cannot be reached costs every log its patience; one that refuses refuses this log.
      this.backoff.failed(error instanceof NotCosigned ? ofLog : name);
      observer.witnessFailed(name, `${cosigning.head.log}: ${sentenceOf(error)}`);
      return '';
    }
  }
}

/** What fetch throws says why in its cause. */
function sentenceOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { message?: string } };
  return cause?.message === undefined ? message : `${message}: ${cause.message}`;
}
