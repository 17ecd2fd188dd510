import { createHash, createPrivateKey } from 'node:crypto';
import type { KeyCommand, KeyRole, RegisteredKey } from '@ledger/key';
import { keyNameOf, signStatement, type KeyStatement } from '@proof/key-statements';
import { keyTypes, localKey, namedSigner, type LocalKey, type LocalSigner } from '@proof/note';
import { opened, paid } from './given';
import { publishedKeys, type RecordedJournal } from './recorded-journal';

const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key that anybody can make again from its name: for tests only. */
function worthlessKey(name: string): LocalKey {
  const seed = createHash('sha256').update(`test only: ${name}`).digest();
  return localKey(
    createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' }),
  );
}

/** A ledger whose keys come and go: every kind of change of keys, every role, every member of every body. */
export function recordKeyHolders(journal: RecordedJournal): void {
  const { ledger } = journal;
  const keys = publishedKeys();
  const log = `${keys.origin}/${ledger}`;
  const signed = (statement: KeyStatement) => signStatement(log, statement, keys.root(ledger));
  const registration = (role: KeyRole, { keyId, vkey }: LocalSigner): RegisteredKey => {
    return { keyId, role, rootSignature: signed({ type: 'KeyRegistered', role, vkey }), vkey };
  };
  const register = (role: KeyRole, key: LocalSigner): KeyCommand => {
    return { type: 'RegisterKey', ...registration(role, key) };
  };
  const retire = ({ keyId }: LocalSigner): KeyCommand => {
    return { type: 'RetireKey', keyId, rootSignature: signed({ type: 'KeyRetired', keyId }) };
  };
  const compromise = ({ keyId }: LocalSigner, fromSeq: number): KeyCommand => {
    const statement = { type: 'KeyCompromised', keyId, fromSeq: String(fromSeq) } as const;
    return { type: 'DeclareKeyCompromised', keyId, fromSeq, rootSignature: signed(statement) };
  };
  const spare = namedSigner(keyNameOf('writer', log), worthlessKey('spare writer'));
  const [first, second] = ['first', 'second'].map((which) =>
    namedSigner(keyNameOf('notary', log), worthlessKey(`${which} notary`)),
  ) as [LocalSigner, LocalSigner];
  const auditor = namedSigner('auditor.example/witness', worthlessKey('auditor'), keyTypes.cosignature);

  journal.append({ ...journal.opening({ name: 'Vault' }), notaryKeys: [registration('notary', first)] });
  journal.append(register('witness', auditor), register('writer', spare));
  journal.append(opened('bank', 'asset'), opened('capital', 'equity'), paid('5.00', 'bank', 'capital'));
  journal.append(register('notary', second));
  journal.append(retire(spare));
  journal.append(compromise(first, 5));
  journal.append(paid('0.25', 'bank', 'capital'));
}
