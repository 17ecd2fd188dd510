import { createPublicKey } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { accessBook } from '@access/access-book';
import type { AccessEvent } from '@access/events';
import { accessFlawOf } from '@entries/access-shape';
import { parseEntry, type Entry } from '@entries/entry';
import { sha256Fingerprint } from '@entries/fingerprints';
import { entryVersion } from '@entries/upcast';
import { proposalEnds } from '@ledger/proposal';
import { parseVkey } from '@proof/note';
import { sealMetadata } from '@proof/seal';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import { RecordedAccess, foundInAccess, recordAccess } from '../support/recorded-access';
import { linesOf, readLines } from '../support/recorded-journal';
import { requireSealed } from '../support/vector-seals';

interface Expected {
  readonly ledger: string;
  readonly root: string;
  readonly head: string;
  readonly principals: readonly string[];
  readonly credentials: readonly string[];
  readonly grants: readonly string[];
  readonly proposals: readonly string[];
  readonly dualControl: boolean;
}

const folder = join(__dirname, `../vectors/v${entryVersion}`);
const file = join(folder, 'access.ndjson');
const expected = JSON.parse(readFileSync(join(folder, 'access.expected.json'), 'utf8')) as Expected;

function written(): RecordedAccess {
  const journal = new RecordedAccess();
  recordAccess(journal);
  return journal;
}

describe('the golden access journal', () => {
  const read = () => readFileSync(file, 'utf8');
  const entries = () =>
    readLines(read()).map(({ data }) => parseEntry(data) as unknown as Entry<AccessEvent>);

  it('is what today’s release writes, given its keys, clock and chance', () => {
    const lines = linesOf(written().events);
    if (!existsSync(file)) {
      const made = join(mkdtempSync(join(tmpdir(), 'vector-')), 'access.ndjson');
      writeFileSync(made, lines);
      throw new Error(`There is no vector. Judge ${made}, then make it ${file}.`);
    }
    expect(lines.split('\n')).toEqual(read().split('\n'));
  });

  it('consists of canonical entries of known shape', () => {
    for (const { data } of readLines(read())) {
      const entry = parseEntry(data);
      expect(canonicalize(entry)).toBe(data.toString());
      expect(accessFlawOf(entry)).toBe(undefined);
    }
  });

  it('has every type of entry, and every field of its body', () => {
    const found = new Map<string, Set<string>>();
    for (const { type, body } of entries()) {
      const fields = found.get(type) ?? new Set();
      Object.keys(body).forEach((name) => fields.add(name));
      found.set(type, fields);
    }
    expect(
      Object.fromEntries([...found].map(([type, fields]) => [type, [...fields].sort().join(' ')])),
    ).toEqual({
      AccessOpened: 'root',
      KeyRegistered: 'after keyId role rootSignature vkey',
      AdminNamed: 'credential principal rootSignature',
      PrincipalAdded: 'kind owner personal principal',
      CredentialAdded:
        'credential digest expiresAt fingerprint issuer kind networks pepper principal subject',
      GrantMade:
        'accounts commands credits currencies databaseUser debits expiresAt late ledger maximum personal principal role startsAt',
      ReadRecorded: 'account ledger principal reason what',
      GrantRevoked: 'grant reason',
      CredentialRevoked: 'credential reason',
      PrincipalSuspended: 'principal reason',
      PrincipalRestored: 'principal reason',
      DualControlSet: 'on',
      ProposalMade: 'command expiresAt hash rule',
      ProposalApproved: 'hash proposal',
      SubjectErased: 'keys reason',
      ProposalRejected: 'proposal reason',
      ProposalRetracted: 'proposal reason',
      ProposalExpired: 'proposal',
    });
  });

  it('is sealed without gap by the writer keys that its entries register', () => {
    requireSealed(read(), expected.ledger);
  });

  it('passes the verifier', () => {
    const events = readLines(read()).map(({ data, seal }) => {
      const { id, type } = parseEntry(data);
      return { id, type, data, metadata: seal === undefined ? new Uint8Array() : sealMetadata(seal) };
    });
    expect(foundInAccess(events)).toBe('none');
    const { ledger, root, head } = expected;
    const verifier = new JournalVerifier({ ledger, root });
    events.forEach((event, revision) => verifier.take({ ...event, revision }));
    expect(verifier.end()).toMatchObject({ entries: events.length, head, root });
    const pem = readFileSync(join(__dirname, '../vectors/keys/root.test-only.pem'));
    expect(parseVkey(root).publicKey.equals(createPublicKey(pem))).toBe(true);
  });

  it('comes to what an administrator would say of it', () => {
    const { state } = written();
    const { open, ended } = state.proposals;
    const made = entries().filter(({ type }) => type === 'ProposalMade');
    const { ledger: _, root: __, head: ___, ...comesTo } = expected;
    expect({
      principals: [...state.principals.keys()],
      credentials: [...state.credentials.keys()],
      grants: Array.from(state.grants.values(), ({ seq, principal, role }) => `${seq} ${principal} ${role}`),
      proposals: made.map(({ id }) => proposalEnds[ended.get(id)! % proposalEnds.length]),
      dualControl: state.isDual,
    }).toEqual(comesTo);
    expect(open.size).toBe(0);
  });

  it('gives the same state from a snapshot', () => {
    const { snapshots } = accessBook(sha256Fingerprint);
    const { state } = written();
    const restored = snapshots.restore(structuredClone(snapshots.store(state)), state.seq);
    expect(snapshots.store(restored)).toEqual(snapshots.store(state));
    const [grant] = restored.principals.get('wallets')!.grants;
    expect(restored.grants.get(grant!.seq)).toBe(grant);
  });
});
