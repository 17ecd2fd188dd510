import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';

/** Where the certificate of a server is kept. All files are PEM. */
export interface CertificatePaths {
  /** The certificate of the server, followed by those between it and its authority. */
  readonly certificate: string;
  /** Its private key, without a passphrase. */
  readonly key: string;
  /** Authorities whose certificates clients may send; without it no client is asked for one. */
  readonly clientAuthorities?: string | undefined;
}

/** What the files hold, checked. */
export interface Certificate {
  readonly context: SecureContextOptions;
  /** When the certificate of the server expires, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Receives what becomes of changed files. */
export interface CertificateObserver {
  replaced(certificate: Certificate): void;
  /** Once for each change that cannot be used; the certificate before it stays. */
  failed(error: CertificateUnusable): void;
}

/** The part of a TLS server that takes another certificate. */
export interface SecureServer {
  setSecureContext(context: SecureContextOptions): void;
}

/** A certificate cannot be used; one sentence that names the file. It never shows what a file holds. */
export class CertificateUnusable extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'CertificateUnusable';
  }
}

/** How often the files are read again, in milliseconds. Notifications of file systems miss a mounted secret. */
const readAgainMs = 2_000;

/** The certificate of a server and the files that it comes from. */
export class CertificateFiles {
  private constructor(
    private readonly paths: CertificatePaths,
    private readonly now: () => number,
    private read: Read,
  ) {}

  /** @param now milliseconds since 1970 @throws CertificateUnusable */
  static async open(paths: CertificatePaths, now: () => number): Promise<CertificateFiles> {
    return new CertificateFiles(paths, now, checked(paths, await textsOf(paths), now()));
  }

  get current(): Certificate {
    return this.read.certificate;
  }

  /**
   * Gives the server each new certificate from now on. Connections keep the one that they began with.
   * @returns ends it
   */
  follow(server: SecureServer, observer: CertificateObserver, everyMs = readAgainMs): () => void {
    let refused = '';
    let isReading = false;
    const readAgain = async (): Promise<void> => {
      let texts: readonly string[] = [];
      try {
        texts = await textsOf(this.paths);
        if (areEqual(texts, this.read.texts)) return void (refused = '');
        this.read = checked(this.paths, texts, this.now());
        server.setSecureContext(this.current.context);
        refused = '';
        observer.replaced(this.current);
      } catch (error) {
        if (!(error instanceof CertificateUnusable)) throw error;
        const what = JSON.stringify([error.message, ...texts]);
        if (what !== refused) observer.failed(error);
        refused = what;
      }
    };
    const timer = setInterval(() => {
      if (isReading) return;
      isReading = true;
      void readAgain().finally(() => (isReading = false));
    }, everyMs).unref();
    return () => clearInterval(timer);
  }
}

interface Read {
  readonly texts: readonly string[];
  readonly certificate: Certificate;
}

async function textsOf(paths: CertificatePaths): Promise<readonly string[]> {
  const { certificate, key, clientAuthorities } = paths;
  const files = [certificate, key, ...(clientAuthorities === undefined ? [] : [clientAuthorities])];
  return Promise.all(
    files.map((file) =>
      readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
        throw new CertificateUnusable(`${file} cannot be read (${cause.code}).`);
      }),
    ),
  );
}

/** @throws CertificateUnusable */
function checked(paths: CertificatePaths, texts: readonly string[], now: number): Read {
  const [certificate = '', key = '', clientAuthorities] = texts;
  const [own] = certificatesIn(certificate, paths.certificate);
  if (!own!.checkPrivateKey(keyIn(key, paths.key)))
    throw new CertificateUnusable(`${paths.key} is not the key of the certificate ${paths.certificate}.`);
  const expiresAt = Date.parse(own!.validTo);
  if (expiresAt <= now)
    throw new CertificateUnusable(`The certificate ${paths.certificate} expired on ${own!.validTo}.`);
  if (clientAuthorities !== undefined) certificatesIn(clientAuthorities, paths.clientAuthorities!);
  const context = {
    cert: certificate,
    key,
    ...(clientAuthorities !== undefined && { ca: clientAuthorities }),
    minVersion: 'TLSv1.2',
  } as const;
  try {
    createSecureContext(context);
  } catch (cause) {
    throw new CertificateUnusable(
      `The certificate ${paths.certificate} cannot be used: ${(cause as Error).message}.`,
    );
  }
  return { texts, certificate: { context, expiresAt } };
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** @returns at least one */
function certificatesIn(text: string, file: string): X509Certificate[] {
  const blocks = text.match(pemCertificate) ?? [];
  try {
    if (blocks.length > 0) return blocks.map((block) => new X509Certificate(block));
  } catch {
    // The sentence below says it.
  }
  throw new CertificateUnusable(`${file} is not a certificate in PEM.`);
}

function keyIn(text: string, file: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw new CertificateUnusable(`${file} is not a private key in PEM without a passphrase.`);
  }
}

function areEqual(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, at) => text === others[at]);
}
