import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { der, derInteger, tags } from '@notary/anchors/der';

/** A certificate and its key, in PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

export interface Wanted {
  /** Host names and IPv4 addresses of a server. */
  readonly names?: readonly string[];
  /** RFC 3339; from an hour ago to in an hour unless given. */
  readonly notBefore?: string;
  readonly notAfter?: string;
}

const oid = (hex: string): Buffer => der(tags.oid, Buffer.from(hex, 'hex'));
const commonName = oid('550403');
const extensionIds = { subjectAltName: oid('551d11'), basicConstraints: oid('551d13') };
const ecdsaWithSha256 = der(tags.sequence, oid('2a8648ce3d040302'));
const utf8String = 0x0c;
const generalizedTime = 0x18;
const bitString = 0x03;
const context3 = 0xa3;
const [dnsName, ipAddress] = [0x82, 0x87];
const hourMs = 3_600_000;

/** An authority that issues certificates of X.509 (RFC 5280) with keys of P-256. */
export class Authority {
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  private constructor(private readonly name: string) {}

  static make(name = 'Authority of a test'): Authority {
    return new Authority(name);
  }

  /** Its own certificate, in PEM. */
  get certificate(): string {
    const isAuthority = der(tags.sequence, der(tags.boolean, Buffer.of(0xff)));
    return this.signed(this.name, this.keys.publicKey, {}, [
      extension(extensionIds.basicConstraints, isAuthority),
    ]);
  }

  issue(subject: string, wanted: Wanted = {}): Issued {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const names = (wanted.names ?? []).map((name) =>
      isIP(name) === 4
        ? der(ipAddress, Buffer.from(name.split('.').map(Number)))
        : der(dnsName, Buffer.from(name)),
    );
    const extensions =
      names.length === 0 ? [] : [extension(extensionIds.subjectAltName, der(tags.sequence, ...names))];
    return {
      certificate: this.signed(subject, publicKey, wanted, extensions),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    };
  }

  private signed(
    subject: string,
    publicKey: KeyObject,
    { notBefore, notAfter }: Wanted,
    extensions: readonly Buffer[],
  ): string {
    const validity = der(
      tags.sequence,
      time(notBefore ?? new Date(Date.now() - hourMs).toISOString()),
      time(notAfter ?? new Date(Date.now() + hourMs).toISOString()),
    );
    const toBeSigned = der(
      tags.sequence,
      der(tags.context0, derInteger(Buffer.of(2))),
      derInteger(randomBytes(16)),
      ecdsaWithSha256,
      nameOf(this.name),
      validity,
      nameOf(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      ...(extensions.length === 0 ? [] : [der(context3, der(tags.sequence, ...extensions))]),
    );
    const signature = der(bitString, Buffer.of(0), sign('sha256', toBeSigned, this.keys.privateKey));
    return pem(der(tags.sequence, toBeSigned, ecdsaWithSha256, signature));
  }
}

function nameOf(text: string): Buffer {
  const attribute = der(tags.sequence, commonName, der(utf8String, Buffer.from(text)));
  return der(tags.sequence, der(tags.set, attribute));
}

function time(instant: string): Buffer {
  return der(generalizedTime, Buffer.from(`${instant.slice(0, 19).replace(/[-:T]/g, '')}Z`));
}

function extension(id: Buffer, value: Buffer): Buffer {
  return der(tags.sequence, id, der(tags.octets, value));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g)!;
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
