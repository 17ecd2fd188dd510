import { DerReader, MalformedDer, der, derInteger, tags } from './der';

/** What a time-stamping authority is asked to stamp (RFC 3161, 2.4.1). */
export interface TimeStampQuery {
  /** SHA-256 of the data. */
  readonly digest: Uint8Array;
  /** A number that nobody can foresee. */
  readonly nonce: Uint8Array;
}

const sha256 = Buffer.from('608648016503040201', 'hex');
const signedData = Buffer.from('2a864886f70d010702', 'hex');
const timeStampInfo = Buffer.from('2a864886f70d0109100104', 'hex');

/** The answer is no time stamp of what was asked for. */
export class NotStamped extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'NotStamped';
  }
}

/** TimeStampReq; the certificate of the authority is to come with the stamp, so that it can be verified for ever. */
export function timeStampRequest({ digest, nonce }: TimeStampQuery): Buffer {
  const algorithm = der(tags.sequence, der(tags.oid, sha256), der(tags.null));
  return der(
    tags.sequence,
    derInteger(Buffer.of(1)),
    der(tags.sequence, algorithm, der(tags.octets, digest)),
    derInteger(nonce),
    der(tags.boolean, Buffer.of(0xff)),
  );
}

/**
 * Requires of a TimeStampResp that it grants a stamp over this digest, made for this query. Whether the authority's
 * signature is valid, and whose it is, is for those to judge who trust it: `openssl ts -verify`.
 * @throws NotStamped, MalformedDer
 */
export function requireStamped(response: Buffer, { digest, nonce }: TimeStampQuery): void {
  const answer = new DerReader(response).enter(tags.sequence);
  const status = answer.enter(tags.sequence).take(tags.integer);
  // granted and grantedWithMods (RFC 3161, 2.4.2)
  if (status.length !== 1 || status[0]! > 1)
    throw new NotStamped(`the time-stamping authority refused, with status 0x${status.toString('hex')}`);
  const info = infoIn(answer);
  info.take(tags.integer);
  info.take(tags.oid);
  const imprint = info.enter(tags.sequence);
  if (!imprint.enter(tags.sequence).take(tags.oid).equals(sha256))
    throw new NotStamped('the stamp is over a hash that is not SHA-256');
  if (!imprint.take(tags.octets).equals(digest)) throw new NotStamped('the stamp is over something else');
  if (!nonceIn(info).equals(new DerReader(derInteger(nonce)).take(tags.integer)))
    throw new NotStamped('the stamp was made for another query');
}

/** TSTInfo, from within the CMS of the token (RFC 5652). */
function infoIn(answer: DerReader): DerReader {
  const token = answer.enter(tags.sequence);
  if (!token.take(tags.oid).equals(signedData)) throw new MalformedDer('the token is not signed data');
  const signed = token.enter(tags.context0).enter(tags.sequence);
  signed.take(tags.integer);
  signed.take(tags.set);
  const content = signed.enter(tags.sequence);
  if (!content.take(tags.oid).equals(timeStampInfo)) throw new MalformedDer('the token holds no time stamp');
  return new DerReader(content.enter(tags.context0).take(tags.octets)).enter(tags.sequence);
}

/** After the imprint come serial number and time, then, each only perhaps, accuracy, ordering and nonce. */
function nonceIn(info: DerReader): Buffer {
  info.take(tags.integer);
  info.skip();
  while (info.next === tags.sequence || info.next === tags.boolean) info.skip();
  return info.next === tags.integer ? info.take(tags.integer) : Buffer.of();
}
