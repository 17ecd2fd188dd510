import { setTimeout } from 'node:timers/promises';
import type { AccessState } from '@access/state';
import { AccessView } from '@access/edge/access-view';
import { analystScopes } from '@access/grants/analyst-scopes';
import { AnalystScopesWriter, type GrantedScope } from '@read-models/analysts/analyst-scopes-writer';
import type { Stream } from '@streams/stream';

export interface AnalystsOptions {
  readonly databaseUrl: string;
  readonly stream: Stream;
  /** Verifier key of the root of the access journal; without it nothing that the journal says is believed. */
  readonly root: string | undefined;
}

/**
 * Keeps in the tables what analysts may read, as the access journal says under valid seals. Every projector does, also one
 * that stands by: a revocation is not to wait for a change of leadership. Rows that somebody else changed are put right
 * when the journal is next compared with the store, every two seconds.
 */
export class Analysts {
  private readonly writer: AnalystScopesWriter;
  private readonly view: AccessView | undefined;
  private latest: { readonly seq: number; readonly scopes: readonly GrantedScope[] } | undefined;
  private writing: Promise<void> | undefined;
  private failure: string | undefined;

  constructor({ databaseUrl, stream, root }: AnalystsOptions) {
    this.writer = new AnalystScopesWriter(databaseUrl);
    if (root === undefined) return;
    this.view = new AccessView({
      stream,
      root,
      now: Date.now,
      delay: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal, ref: false }),
      followed: (state, seq) => this.followed(state, seq),
      failed: (error) => this.failed('The access journal cannot be followed', error),
    });
  }

  /** Why the views of analysts may cover other rows than the access journal says; undefined where they do not. */
  get lastError(): string | undefined {
    return this.failure;
  }

  start(): void {
    if (this.view) void this.view.start();
    // Nobody would take away again what was granted.
    else this.writing = this.writer.clear().catch((error: unknown) => this.failed(cannotWrite, error));
  }

  async stop(): Promise<void> {
    await this.view?.close();
    await this.writing;
    await this.writer.close();
  }

  private followed(state: AccessState, seq: number): void {
    this.latest = { seq, scopes: analystScopes(state) };
    this.writing ??= this.write().finally(() => (this.writing = undefined));
  }

  /** One write after another, each of what is newest. */
  private async write(): Promise<void> {
    for (let next = this.latest; next; next = this.latest) {
      this.latest = undefined;
      try {
        await this.writer.write(next.seq, next.scopes);
        this.failure = undefined;
      } catch (error) {
        this.failed(cannotWrite, error);
      }
    }
  }

  private failed(what: string, error: unknown): void {
    this.failure = `${what}: ${(error as Error).message}`;
  }
}

const cannotWrite = 'What analysts may read cannot be written';
