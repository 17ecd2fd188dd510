import { absentId, type Request, type World } from './request';

const reason = { reason: 'To be seen' };

/** Each operation of access, of subjects and of the whole service by its id. */
export function accessRequests(world: World): Record<string, Request> {
  return { ...reads(world), ...changes(world), ...decisions(), ...keyChanges() };
}

function reads({ accessSize, person }: World): Record<string, Request> {
  const read = (more: Partial<Request> = {}): Request => ({
    needs: 'readAccess',
    of: 'every ledger',
    answer: '200',
    ...more,
  });
  return {
    getMe: read({ needs: 'anyone' }),
    metrics: read({ needs: 'operate' }),
    listSubjectEntries: read({ needs: 'erasePersonal', params: { subject: 'person-1' } }),
    listPrincipals: read(),
    getPrincipal: read({ params: { principal: person.id } }),
    listGrants: read(),
    listAccessProposals: read(),
    listAccessEntries: read(),
    getAccessEntry: read({ params: { seq: '0' } }),
    getAccessEntryProof: read({ params: { seq: '0' } }),
    getAccessCheckpoint: read(),
    getAccessCheckpointOfSize: read({ params: { size: accessSize } }),
    listAccessCheckpoints: read(),
    getAccessConsistency: read({ query: { from: accessSize, to: accessSize } }),
    listAccessKeys: read(),
    exportAccess: read(),
  };
}

function changes({ person, suspended }: World): Record<string, Request> {
  const change = (command: string, more: Partial<Request>): Request => ({
    needs: 'manageAccess',
    command,
    of: 'every ledger',
    query: { dryRun: 'true' },
    body: reason,
    answer: '200',
    ...more,
  });
  const ofPerson = { params: { principal: person.id } };
  return {
    addPrincipal: change('AddPrincipal', { body: { id: 'newcomer', kind: 'person' } }),
    suspendPrincipal: change('SuspendPrincipal', ofPerson),
    restorePrincipal: change('RestorePrincipal', { params: { principal: suspended } }),
    addCredential: change('AddCredential', { ...ofPerson, body: { kind: 'key' } }),
    revokeCredential: change('RevokeCredential', { params: { credential: person.credential } }),
    makeGrant: change('MakeGrant', { body: { principal: person.id, role: 'analyst', ledger: '*' } }),
    revokeGrant: change('RevokeGrant', { params: { seq: person.grant } }),
    setDualControl: change('SetDualControl', { body: { on: true } }),
    eraseSubject: change('EraseSubject', { needs: 'erasePersonal', params: { subject: 'person-1' } }),
  };
}

/** The command is the one that was proposed; without dual control nothing is. */
function decisions(): Record<string, Request> {
  const decision = (body: object): Request => ({
    needs: 'manageAccess',
    of: 'every ledger',
    params: { proposal: absentId },
    query: { dryRun: 'true' },
    body,
    answer: '404 ProposalNotFound',
  });
  return {
    approveChange: decision({ hash: 'A'.repeat(43) }),
    rejectChange: decision(reason),
    retractChange: decision(reason),
  };
}

/** They stand on a signature of the root key, which is wrong here. */
function keyChanges(): Record<string, Request> {
  const signed = { rootSignature: `${'A'.repeat(91)}=` };
  const hash = 'A'.repeat(43);
  const vkey = '415783f0+AUA0RQQwFulZmpixzw0txmpcQCHL7/vnfFF0uk902/gM';
  const change = (command: string, body: object, more: Partial<Request> = {}): Request => ({
    needs: 'changeKeys',
    command,
    of: 'every ledger',
    params: { keyId: '00000000' },
    query: { dryRun: 'true' },
    body: { ...body, ...signed },
    answer: '422 KeySignatureInvalid',
    ...more,
  });
  const misnamed = { answer: '422 KeyNameWrong' };
  const registered = { keyId: '415783f0', role: 'writer', vkey: `elsewhere/writer+${vkey}` };
  const replacing = { keyList: hash, nextRoot: hash, vkey: `elsewhere/root+${vkey}` };
  return {
    registerAccessKey: change('RegisterKey', registered, misnamed),
    retireAccessKey: change('RetireKey', {}),
    compromiseAccessKey: change('DeclareKeyCompromised', {}),
    nameNextAccessRoot: change('NameNextRoot', { nextRoot: hash }),
    replaceAccessRoot: change('ReplaceRoot', replacing, misnamed),
  };
}
