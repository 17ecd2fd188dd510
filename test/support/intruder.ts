import { generateKeyPairSync } from 'node:crypto';
import { canonicalText } from '@entries/canonical';
import { leafHash, readEntry, type Entry } from '@entries/entry';
import { uuidv7 } from '@entries/uuid';
import { signStatement } from '@proof/key-statements';
import { ed25519Signer, type LocalSigner } from '@proof/note';
import { sealAppend, sealMetadata } from '@proof/seal';
import { fileKeys } from '@signers/open-keys';
import { journalOf, type Stream } from '@streams/stream';

/** Somebody who reaches the event store past the API, with the keys that are in the folder of this machine. */
export class Intruder {
  readonly log: string;
  readonly writer: LocalSigner;
  readonly root: LocalSigner;

  constructor(
    private readonly stream: Stream,
    readonly ledger: string,
    keysDir: string,
  ) {
    const keys = fileKeys(keysDir, 'ledger.local');
    this.log = `ledger.local/${ledger}`;
    this.writer = keys.writers(ledger)[0]!;
    this.root = keys.root(ledger);
  }

  newKey(): LocalSigner {
    return ed25519Signer(`${this.log}/writer`, generateKeyPairSync('ed25519').privateKey);
  }

  /** Appends an entry that follows the last one and is like it but for the changes, sealed by the key if there is one. */
  async append(changes: object, key?: LocalSigner): Promise<void> {
    const last = (await this.stream.last(journalOf(this.ledger)))!;
    const entry = readEntry(last.data);
    const seq = last.revision + 1;
    const id = uuidv7(Date.now(), (size) => new Uint8Array(size));
    const { idem: _, idemHash: __, ...like } = entry;
    const prev = leafHash(last.data).toString('base64url');
    const changed = { ...like, id, prev, seq: String(seq), ...changes } as Entry;
    const data = Buffer.from(canonicalText(changed));
    const seal = { log: this.log, first: seq, last: seq, head: leafHash(data) };
    const metadata = key ? sealMetadata(sealAppend(seal, key)) : new Uint8Array(0);
    await this.stream.append(journalOf(this.ledger), last.revision, [
      { id, type: changed.type, data, metadata },
    ]);
  }

  async register(key: LocalSigner): Promise<void> {
    const { keyId, vkey } = key;
    const statement = { type: 'KeyRegistered', role: 'writer', vkey } as const;
    const rootSignature = signStatement(this.log, statement, this.root);
    const body = { keyId, role: 'writer', rootSignature, vkey };
    await this.append({ type: 'KeyRegistered', body }, this.writer);
  }

  async retire({ keyId }: LocalSigner): Promise<void> {
    const rootSignature = signStatement(this.log, { type: 'KeyRetired', keyId }, this.root);
    await this.append({ type: 'KeyRetired', body: { keyId, rootSignature } }, this.writer);
  }
}
