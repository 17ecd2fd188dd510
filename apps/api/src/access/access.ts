import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { AccessRefusal } from '@access/access-refusal';
import { AccessJournal } from '@access/edge/access-journal';
import { AccessView } from '@access/edge/access-view';
import { Authenticator, type Failures, type Otherwise } from '@access/edge/authenticator';
import { KeySet } from '@access/edge/key-set';
import { pepperFile, Peppers } from '@access/edge/peppers';
import { knownRoot } from '@access/edge/pinned-root';
import { Tokens } from '@access/edge/tokens';
import type { AccessState } from '@access/state';
import { journalOptions, type JournalSettings } from '@journal/journal-options';
import type { JournalOptions } from '@journal/journals';
import type { ApiSettings } from '@settings/settings';
import { makeSecretRing, secretRing } from '@signers/secret-ring';

/** How long a start waits for the access journal; requests are refused until it was read. */
const readWithinMs = 5_000;

/** Access as this process knows it: its journal, what that comes to, and who calls. */
export class Access {
  readonly journal: AccessJournal;
  readonly authenticator: Authenticator;
  private readonly view: AccessView | undefined;
  private lastTime = { ms: NaN, text: '' };
  private erased: (keys: readonly string[]) => void = () => undefined;

  constructor(
    private readonly options: JournalOptions,
    root: string | undefined,
    readonly peppers: Peppers,
    otherwise: (now: () => string) => Otherwise,
  ) {
    const { delay, stream } = options;
    this.journal = new AccessJournal(options);
    this.view =
      root === undefined
        ? undefined
        : new AccessView({ stream, root, now: Date.now, delay, erased: (keys) => this.erased(keys) });
    this.authenticator = new Authenticator(
      this,
      peppers,
      () => this.now(),
      otherwise(() => this.now()),
    );
  }

  /** Who is to destroy keys of personal text, once the journal says so; to be named before {@link start}. */
  onErased(listener: (keys: readonly string[]) => void): void {
    this.erased = listener;
  }

  /** Follows the journal from now on. Resolves when it was read once, or could not be in time. */
  async start(): Promise<void> {
    this.journal.writeDue();
    if (this.view)
      await Promise.race([this.view.start(), setTimeout(readWithinMs, undefined, { ref: false })]);
  }

  /** Seq of the last entry of the journal that is known here. */
  get seq(): number {
    return this.view?.seq ?? -1;
  }

  /** @throws Refusal AccessNotKnown */
  state(): AccessState {
    if (!this.view)
      throw notKnown('This process knows no root key of it: name its verifier key in ACCESS_ROOT.');
    const state = this.view.state();
    if (state.isOpened) return state;
    throw notKnown('It is not opened yet; `npx ledger access open` names the first administrator.');
  }

  /** The time that grants and credentials are measured by: RFC 3339, UTC, milliseconds. */
  now(): string {
    // A request asks several times, and many requests come within a millisecond.
    const ms = Math.floor(this.options.now());
    if (ms !== this.lastTime.ms) this.lastTime = { ms, text: new Date(ms).toISOString() };
    return this.lastTime.text;
  }

  /** Waits until an entry of the journal is known here, so that the response to its author already reflects it. */
  async holds(seq: number): Promise<void> {
    await this.view?.holds(seq);
  }

  /** To be called once no request is waiting for an answer. */
  async close(): Promise<void> {
    await this.view?.close();
    await this.journal.close();
  }
}

function notKnown(why: string): AccessRefusal {
  return new AccessRefusal('AccessNotKnown', `The access journal says who may do what. ${why}`);
}

/** @throws KeyUnusable where `KEYS_DIR/access.key` cannot be used */
export function openAccess(settings: ApiSettings, journals: JournalSettings, failures: Failures): Access {
  const { accessRoot, keysDir } = settings;
  const root = accessRoot ?? knownRoot(keysDir, journals.keys);
  return new Access(journalOptions(journals), root, peppersOf(settings), (now) => ({
    tokens: tokensOf(settings, now),
    failures,
  }));
}

/** Undefined where no provider is configured: every token is invalid then. */
function tokensOf(settings: ApiSettings, now: () => string): Tokens | undefined {
  const { oidcIssuer: issuer, oidcAudience: audience, oidcKeys: address } = settings;
  if (issuer === undefined || audience === undefined || address === undefined) return undefined;
  const { oidcAlgorithms: algorithms, oidcClockToleranceS: clockToleranceSeconds } = settings;
  const keys = new KeySet({ address, now: () => performance.now() });
  return new Tokens({ issuer, audience, algorithms, clockToleranceSeconds }, keys, now);
}

/** Made on the first start where keys are files, as those are; else API keys cannot be checked until it is there. */
function peppersOf({ keysDir, writerKey }: ApiSettings): Peppers {
  const file = pepperFile(keysDir);
  if (writerKey === undefined) makeSecretRing(file);
  return new Peppers(existsSync(file) ? secretRing(file) : [randomBytes(32)]);
}
