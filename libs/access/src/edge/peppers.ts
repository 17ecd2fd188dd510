import { createHash, hkdfSync } from 'node:crypto';
import { join } from 'node:path';

/** A secret that digests of API keys are made with. */
export interface Pepper {
  /** Eight hex digits, made from it: credentials name it by them. */
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** Where the secrets of peppers are, in the folder of keys. */
export function pepperFile(keysDir: string): string {
  return join(keysDir, 'access.key');
}

/** Those of this process: new digests are made with the first; the others stay as long as API keys of theirs do. */
export class Peppers {
  private readonly byId: ReadonlyMap<string, Pepper>;

  /** @param secrets 32 bytes each, the newest first; never empty */
  constructor(secrets: readonly Uint8Array[]) {
    const peppers = secrets.map((secret) => ({ id: idOf(secret), secret }));
    this.byId = new Map(peppers.map((pepper) => [pepper.id, pepper]));
    this.newest = peppers[0]!;
  }

  readonly newest: Pepper;

  get(id: string): Pepper | undefined {
    return this.byId.get(id);
  }
}

/** Derived, so that the id is no hash of the secret itself. */
function idOf(secret: Uint8Array): string {
  const derived = Buffer.from(hkdfSync('sha256', secret, '', 'pepper-id/v1', 32));
  return createHash('sha256').update(derived).digest('hex').slice(0, 8);
}
