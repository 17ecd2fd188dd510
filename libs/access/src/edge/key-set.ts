import { readFile } from 'node:fs/promises';
import {
  createLocalJWKSet,
  errors,
  type CryptoKey,
  type JSONWebKeySet,
  type JWTHeaderParameters,
} from 'jose';
import { AccessRefusal } from '../access-refusal';

/** Public keys of the provider, where they are read and when. */
export interface KeySetOptions {
  /** `https://…`, or `file:` and a path. */
  readonly address: string;
  /** Milliseconds, never going back. */
  readonly now: () => number;
  readonly load?: (address: string) => Promise<JSONWebKeySet>;
  /** Longest time that the provider may take to answer, in milliseconds. */
  readonly withinMs?: number;
}

/** Keys are read again after this. */
const freshMs = 600_000;
/** Keys that could not be read again count no longer: one of them may have been withdrawn since. */
const staleMaxMs = 3_600_000;
/** Tokens that name unknown keys, or a provider that is down, have the keys read no more often than this. */
const pauseMs = 30_000;
const pauseAfterFailureMs = 5_000;
const loadWithinMs = 5_000;
const bytesMax = 1_048_576;

type Header = JWTHeaderParameters;

/** The keys that tokens are signed with: read when they are first needed, when they are old, and for a key that is new. */
export class KeySet {
  private keys: ReturnType<typeof createLocalJWKSet> | undefined;
  private loadedAt = -Infinity;
  private triedAt = -Infinity;
  private hasFailed = false;
  private loading: Promise<void> | undefined;

  constructor(private readonly options: KeySetOptions) {}

  /**
   * The key that the header of a token names.
   * @throws errors of jose where there is none; AccessRefusal AccessNotKnown where the keys cannot be read
   */
  async keyOf(header: Header): Promise<CryptoKey> {
    const ageMs = this.options.now() - this.loadedAt;
    if (!this.keys || ageMs > staleMaxMs) await this.readAgain();
    else if (ageMs > freshMs) void this.readAgain();
    const { keys } = this;
    if (!keys || this.options.now() - this.loadedAt > staleMaxMs) throw unknown();
    try {
      return await keys(header);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.readAgain();
      if (this.keys === keys || !this.keys) throw error;
      return this.keys(header);
    }
  }

  /** Never rejects: where the keys cannot be read, those that are known stay. */
  private readAgain(): Promise<void> {
    const pause = this.hasFailed ? pauseAfterFailureMs : pauseMs;
    if (!this.loading && this.options.now() - this.triedAt < pause) return Promise.resolve();
    this.triedAt = this.options.now();
    this.loading ??= this.load().finally(() => (this.loading = undefined));
    return this.loading;
  }

  private async load(): Promise<void> {
    try {
      const { address, withinMs = loadWithinMs, load = (from) => loadKeys(from, withinMs) } = this.options;
      this.keys = createLocalJWKSet(await load(address));
      this.loadedAt = this.options.now();
      this.hasFailed = false;
    } catch {
      this.hasFailed = true;
    }
  }
}

function unknown(): AccessRefusal {
  return new AccessRefusal('AccessNotKnown', 'The keys that tokens are signed with cannot be read.');
}

async function loadKeys(address: string, withinMs: number): Promise<JSONWebKeySet> {
  if (address.startsWith('file:'))
    return JSON.parse(await readFile(address.slice('file:'.length), 'utf8')) as JSONWebKeySet;
  const signal = AbortSignal.timeout(withinMs);
  const response = await fetch(address, { redirect: 'error', signal });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the keys of the provider: status ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error('the keys of the provider are too long');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString()) as JSONWebKeySet;
}
