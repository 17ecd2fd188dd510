import { createHash, createPrivateKey } from 'node:crypto';
import type { RegisteredKey } from '@ledger/key';
import type { KeyRole } from '@ledger/known-keys';
import type { AskedKeyChange } from '@journal/keys/signing-keys';
import { keyListHash, nextRootHash } from '@proof/key-list';
import { keyNameOf, signStatement, type KeyStatement } from '@proof/key-statements';
import { keyTypes, localKey, namedSigner, type LocalKey, type LocalSigner } from '@proof/note';
import { opened, paid } from './given';
import { publishedKeys, type RecordedJournal } from './recorded-journal';

const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key that anybody can make again from its name: for tests only. */
export function worthlessKey(name: string): LocalKey {
  const seed = createHash('sha256').update(`test only: ${name}`).digest();
  return localKey(
    createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' }),
  );
}

/** A ledger whose keys come and go: every kind of change of keys, every role, every field of every body. */
export function recordKeyHolders(journal: RecordedJournal): void {
  const { ledger } = journal;
  const keys = publishedKeys();
  const log = `${keys.origin}/${ledger}`;
  const first = keys.root(ledger);
  const [second, third] = ['second', 'third'].map((which) =>
    namedSigner(`${log}/root`, worthlessKey(`${which} root`)),
  ) as [LocalSigner, LocalSigner];
  let root = first;
  const signed = (statement: KeyStatement, by = root) => signStatement(log, statement, by);
  const registration = (role: KeyRole, { keyId, vkey }: LocalSigner, place: { after?: string } = {}) => {
    const rootSignature = signed({ type: 'KeyRegistered', role, vkey, ...place });
    return { keyId, role, rootSignature, vkey, ...place } satisfies RegisteredKey;
  };
  const register = (role: KeyRole, key: LocalSigner): AskedKeyChange => {
    return { type: 'RegisterKey', ...registration(role, key) };
  };
  const retire = ({ keyId }: LocalSigner): AskedKeyChange => {
    return { type: 'RetireKey', keyId, rootSignature: signed({ type: 'KeyRetired', keyId }) };
  };
  const compromise = ({ keyId }: LocalSigner, fromSeq: number): AskedKeyChange => {
    const statement = { type: 'KeyCompromised', keyId, fromSeq: String(fromSeq) } as const;
    return { type: 'DeclareKeyCompromised', keyId, fromSeq, rootSignature: signed(statement) };
  };
  const here = () => journal.head.hash.toString('base64url');
  const replaceRoot = (
    by: LocalSigner,
    { next, writer }: { readonly next?: LocalSigner; readonly writer?: LocalSigner },
  ): AskedKeyChange => {
    const said = {
      keyList: keyListHash(log, journal.state.signingKeys.values()),
      ...(next && { nextRoot: nextRootHash(next.vkey) }),
      vkey: by.vkey,
      ...(writer && { writer: { after: here(), keyId: writer.keyId, vkey: writer.vkey } }),
    };
    const statement = { type: 'RootReplaced', ...said, replaces: root.vkey } as const;
    root = by;
    return { type: 'ReplaceRoot', ...said, rootSignature: signed(statement) };
  };
  const spare = namedSigner(keyNameOf('writer', log), worthlessKey('spare writer'));
  const [rescue, secondRescue] = ['rescue', 'second rescue'].map((which) =>
    namedSigner(keyNameOf('writer', log), worthlessKey(`${which} writer`)),
  ) as [LocalSigner, LocalSigner];
  const [oneNotary, otherNotary] = ['first', 'second'].map((which) =>
    namedSigner(keyNameOf('notary', log), worthlessKey(`${which} notary`)),
  ) as [LocalSigner, LocalSigner];
  const auditor = namedSigner('auditor.example/witness', worthlessKey('auditor'), keyTypes.cosignature);

  journal.append({ ...journal.opening({ name: 'Vault' }), notaryKeys: [registration('notary', oneNotary)] });
  journal.append(register('witness', auditor));
  journal.append(register('writer', spare));
  journal.append(opened('bank', 'asset'), opened('capital', 'equity'), paid('5.00', 'bank', 'capital'));
  journal.append(register('notary', otherNotary));
  journal.append(retire(spare));
  journal.append(compromise(oneNotary, 5));
  journal.append(paid('0.25', 'bank', 'capital'));

  const nextRoot = nextRootHash(second.vkey);
  journal.append({
    type: 'NameNextRoot',
    nextRoot,
    rootSignature: signed({ type: 'NextRootNamed', nextRoot }),
  });
  journal.writer = rescue;
  journal.append({ type: 'RegisterKey', ...registration('writer', rescue, { after: here() }) });
  journal.append(retire(keys.writer(ledger)));
  journal.append(replaceRoot(second, { next: third }));
  journal.writer = secondRescue;
  journal.append(replaceRoot(third, { writer: secondRescue }));
  journal.append(compromise(first, 15));
  journal.append(paid('0.25', 'bank', 'capital'));
}
