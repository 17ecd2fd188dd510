import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { databaseClient } from './database-client';

/** Something that may stand in its own place alone, in every form that it could be copied in. */
export interface Canary {
  readonly name: string;
  readonly forms: readonly Buffer[];
}

/** Of text, as it is and as JSON and addresses would carry it. */
export function canaryText(name: string, text: string): Canary {
  const forms = [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)].map((each) =>
    Buffer.from(each),
  );
  return { name, forms: [...forms, ...encoded(Buffer.from(text))] };
}

/** Of bytes, as they are and as text. */
export function canaryBytes(name: string, bytes: Uint8Array): Canary {
  const raw = Buffer.from(bytes);
  return { name, forms: [raw, ...encoded(raw)] };
}

/** Of the private part of an Ed25519 key in a PEM file. */
export function canaryKey(name: string, file: string): Canary {
  const { d } = createPrivateKey(readFileSync(file)).export({ format: 'jwk' });
  const pem = readFileSync(file, 'utf8').split('\n')[1]!;
  const { forms } = canaryBytes(name, Buffer.from(d!, 'base64url'));
  return { name, forms: [...forms, Buffer.from(pem)] };
}

function encoded(bytes: Buffer): Buffer[] {
  const texts = [
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
  return texts.map((each) => Buffer.from(each));
}

/** Names of the canaries that stand somewhere in it. */
export function canariesIn(canaries: readonly Canary[], bytes: Buffer | string): string[] {
  const buffer = Buffer.from(bytes as Buffer);
  return canaries.filter(({ forms }) => forms.some((form) => buffer.includes(form))).map(({ name }) => name);
}

/** What stands in which file, as `name: file`, in alphabetical order. */
export function canariesInFiles(canaries: readonly Canary[], folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .flatMap((name) =>
      canariesIn(canaries, readFileSync(join(folder, name))).map((found) => `${found}: ${name}`),
    )
    .sort();
}

/** What stands in which table of a database, as `name: table`. */
export async function canariesInTables(canaries: readonly Canary[], url: string): Promise<string[]> {
  const client = databaseClient(url);
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      const text = rows.map(({ row }) => row).join('\n');
      found.push(...canariesIn(canaries, text).map((each) => `${each}: ${name}`));
    }
    return found;
  } finally {
    await client.end();
  }
}
