import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExternalPackage } from './external-package';

const libraries = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
];

/** Makes Ed25519 keys that never leave the token: the labels stand after the PIN. */
const generate = `
  const { PKCS11, ...p11 } = require('pkcs11js');
  const [library, pin, ...labels] = process.argv.slice(1);
  const module_ = new PKCS11();
  module_.load(library);
  module_.C_Initialize();
  const slot = module_.C_GetSlotList(true).find((each) => module_.C_GetTokenInfo(each).label.trim() === 'ledger');
  const session = module_.C_OpenSession(slot, p11.CKF_SERIAL_SESSION | p11.CKF_RW_SESSION);
  module_.C_Login(session, p11.CKU_USER, pin);
  labels.forEach((label, i) => {
    const both = [
      { type: p11.CKA_TOKEN, value: true },
      { type: p11.CKA_LABEL, value: label },
      { type: p11.CKA_ID, value: Buffer.of(i + 1) },
    ];
    const edwards25519 = Buffer.concat([Buffer.from('130c', 'hex'), Buffer.from('edwards25519')]);
    module_.C_GenerateKeyPair(
      session,
      { mechanism: 0x1055, parameter: null },
      [...both, { type: p11.CKA_VERIFY, value: true }, { type: p11.CKA_EC_PARAMS, value: edwards25519 }],
      [
        ...both,
        { type: p11.CKA_SIGN, value: true },
        { type: p11.CKA_PRIVATE, value: true },
        { type: p11.CKA_SENSITIVE, value: true },
        { type: p11.CKA_EXTRACTABLE, value: false },
      ],
    );
  });
  module_.C_Finalize();
`;

/** A token of SoftHSM in a temporary folder. */
export class SoftHsm {
  readonly folder = mkdtempSync(join(tmpdir(), 'ledger-hsm-'));
  private readonly pin = '4711-secret';

  constructor(private readonly pkcs11js: ExternalPackage) {
    mkdirSync(join(this.folder, 'tokens'));
    writeFileSync(join(this.folder, 'pin'), `${this.pin}\n`, { mode: 0o600 });
    writeFileSync(
      this.env['SOFTHSM2_CONF']!,
      `directories.tokendir = ${this.folder}/tokens\nobjectstore.backend = file\n`,
    );
    this.run(
      'softhsm2-util',
      '--init-token',
      '--free',
      '--label',
      'ledger',
      '--so-pin',
      'so-secret',
      '--pin',
      this.pin,
    );
  }

  /** What a process needs to reach the token. */
  get env(): Readonly<Record<string, string>> {
    return { SOFTHSM2_CONF: join(this.folder, 'softhsm2.conf'), NODE_PATH: this.pkcs11js.nodePath };
  }

  makeKeys(...labels: readonly string[]): void {
    this.run(process.execPath, '-e', generate, this.library, this.pin, ...labels);
  }

  /** The address of a key in the token. */
  address(label: string): string {
    return `pkcs11:token=ledger;object=${label}?module-path=${this.library}&pin-source=file:${this.folder}/pin`;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get library(): string {
    const found = libraries.find(existsSync);
    if (!found) throw new Error('SoftHSM is not installed: apt-get install softhsm2');
    return found;
  }

  private run(program: string, ...words: readonly string[]): void {
    execFileSync(program, words, { env: { ...process.env, ...this.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  }
}
