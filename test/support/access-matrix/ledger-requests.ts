import { credit, debit } from '../api';
import { absentId, bank, wallet, type Request, type World } from './request';

const moved = [debit(bank, '1.00'), credit(wallet, '1.00')];
const large = [debit(bank, '150.00'), credit(wallet, '150.00')];
const reason = { reason: 'To be seen' };
const hash = 'A'.repeat(43);
const vkey = '415783f0+AUA0RQQwFulZmpixzw0txmpcQCHL7/vnfFF0uk902/gM';

/** Each operation of one ledger by its id, and those of its cases that need something else. */
export function ledgerRequests(world: World): Record<string, Request> {
  return { ...reads(world), ...changes(world), ...movements(world), ...decisions(world) };
}

function reads({ ledger, hold, proposal, transaction, size }: World): Record<string, Request> {
  const read = (needs: string, of: Request['of'], more: Partial<Request> = {}): Request => ({
    needs,
    of,
    ledger,
    answer: '200',
    ...more,
  });
  const touched = { found: [bank, wallet] };
  const foundHold = { ...touched, absent: '404 HoldNotFound' };
  const foundTransaction = { ...touched, absent: '404 TransactionNotFound' };
  const personal = { isPersonal: true, query: { personal: 'true', ...reason } } as const;
  return {
    listLedgers: { needs: 'readTerms', of: 'each ledger', answer: '200' },
    getLedger: read('readTerms', 'the ledger'),
    listCurrencies: read('readTerms', 'the ledger'),
    listKeys: read('readTerms', 'the ledger'),
    listPeriods: read('readTerms', 'the ledger'),
    getAccount: read('readTerms', { node: wallet }),
    getLimits: read('readTerms', { node: wallet }),
    listAccounts: read('readTerms', 'the whole ledger'),
    'listAccounts of a node': read('readTerms', { node: wallet }, { query: { under: wallet } }),
    listVelocityLimits: read('readTerms', 'the whole ledger'),
    'listVelocityLimits of a node': read('readTerms', { node: wallet }, { query: { under: wallet } }),
    getApprovalRules: read('readTerms', 'the whole ledger'),
    getExchange: read('readTerms', 'the whole ledger'),
    getRate: read('readTerms', 'the whole ledger', {
      query: { base: 'USD', counter: 'EUR', rateType: 'spot', sources: 'ecb', maxAge: '9999999' },
    }),
    listRateSets: read('readTerms', 'the whole ledger'),
    getBalances: read('readFigures', { node: wallet }),
    getStatement: read('readFigures', { node: wallet }),
    getIssuedStatement: read('readFigures', { node: wallet }, { params: { number: '1' } }),
    listIssuedStatements: read('readFigures', { node: wallet }),
    getTree: read('readFigures', 'the whole ledger'),
    'getTree of a node': read('readFigures', { node: wallet }, { query: { root: wallet } }),
    listTransactions: read('readFigures', 'the whole ledger'),
    'listTransactions of an account': read('readFigures', { node: wallet }, { query: { account: wallet } }),
    listHolds: read('readFigures', 'the whole ledger'),
    'listHolds of an account': read('readFigures', { node: wallet }, { query: { account: wallet } }),
    listChanges: read('readFigures', 'the whole ledger', { query: { knownAtSeq: '0' } }),
    listProposals: read('readFigures', 'the whole ledger'),
    'listProposals of an account': read('readFigures', { node: wallet }, { query: { account: wallet } }),
    getProposal: read(
      'readTerms',
      { ...touched, absent: '404 ProposalNotFound' },
      { needsToSee: 'readFigures', params: { id: proposal.id } },
    ),
    getHold: read('readFigures', foundHold, { params: { id: hold } }),
    getTransaction: read('readFigures', foundTransaction, { params: { id: transaction } }),
    'getHold with personal text': read('readFigures', foundHold, { params: { id: hold }, ...personal }),
    'getTransaction with personal text': read('readFigures', foundTransaction, {
      params: { id: transaction },
      ...personal,
    }),
    getCheckpoint: read('readProofs', 'the ledger'),
    getCheckpointOfSize: read('readProofs', 'the ledger', { params: { size } }),
    listCheckpoints: read('readProofs', 'the ledger'),
    getEntryProof: read('readProofs', 'the ledger', { params: { seq: '0' } }),
    getConsistency: read('readProofs', 'the ledger', { query: { from: size, to: size } }),
    listEntries: read('readJournal', 'the whole ledger'),
    getEntry: read('readJournal', 'the whole ledger', { params: { seq: '0' } }),
    exportLedger: read('readJournal', 'the whole ledger'),
    exportAccount: read('readJournal', { node: wallet }),
  };
}

function changes({ ledger, newLedger }: World): Record<string, Request> {
  const change = (
    needs: string,
    command: string,
    { of = 'the whole ledger', ...more }: Partial<Request> = {},
  ): Request => ({ needs, command, of, ledger, query: { dryRun: 'true' }, answer: '200', ...more });
  const ofAccount = { of: { node: wallet } } as const;
  const november = { from: '2025-11-01T00:00:00.000Z', to: '2025-12-01T00:00:00.000Z' };
  const signed = { rootSignature: `${'A'.repeat(91)}=` };
  const wronglySigned = { body: signed, answer: '422 KeySignatureInvalid' };
  const wronglyNamed = '422 KeyNameWrong';
  const key = { params: { keyId: '00000000' }, ...wronglySigned };
  return {
    openLedger: change('openLedgers', 'OpenLedger', {
      ledger: newLedger,
      isNamedInBody: true,
      body: { id: newLedger, name: 'New' },
    }),
    registerCurrency: change('configure', 'RegisterCurrency', {
      body: { code: 'PTS', decimals: 0, name: 'Points' },
    }),
    correctCurrency: change('configure', 'CorrectCurrency', {
      params: { code: 'PTX' },
      body: { decimals: 2, name: 'Points' },
    }),
    declareChart: change('configure', 'DeclareChart', { body: { patterns: [] } }),
    endImport: change('configure', 'EndImport', { body: reason, answer: '409 LedgerIsLive' }),
    setApprovalRules: change('configure', 'SetApprovalRules', { body: { rules: [] } }),
    setVelocityLimits: change('configure', 'SetVelocityLimits', { ...ofAccount, body: { limits: [] } }),
    closeAccount: change('configure', 'CloseAccount', {
      of: { node: `${wallet}:empty` },
      params: { path: `${wallet}:empty` },
      body: reason,
    }),
    openAccount: change('maintain', 'OpenAccount', {
      of: { node: `${wallet}:new` },
      body: { path: `${wallet}:new`, type: 'liability' },
    }),
    changeAccount: change('maintain', 'ChangeAccount', { ...ofAccount, body: { tags: ['vip'] } }),
    'changeAccount of limits': change('configure', 'ChangeAccount', {
      ...ofAccount,
      needsFirst: 'maintain',
      body: { limits: [{ currency: 'EUR', minimum: '-1.00' }] },
    }),
    freezeAccount: change('maintain', 'FreezeAccount', { ...ofAccount, body: { side: 'debit', ...reason } }),
    unfreezeAccount: change('maintain', 'UnfreezeAccount', {
      of: { node: `${wallet}:frozen` },
      params: { path: `${wallet}:frozen` },
      body: reason,
    }),
    issueStatement: change('maintain', 'IssueStatement', { ...ofAccount, body: {} }),
    closePeriod: change('closePeriods', 'ClosePeriod', {
      body: { period: '2025-11', ...november, kind: 'soft', ...reason },
    }),
    reopenPeriod: change('closePeriods', 'ReopenPeriod', { params: { period: '2025-10' }, body: reason }),
    publishRates: change('publishRates', 'PublishRates', {
      body: {
        source: 'ecb',
        type: 'spot',
        observedAt: '2026-11-22T16:00:00.000Z',
        rates: [{ base: 'USD', counter: 'EUR', mid: '0.9' }],
      },
    }),
    declareExchange: change('configure', 'DeclareExchange', {
      body: {
        mode: 'isolated',
        rateType: 'spot',
        sources: ['ecb'],
        maxAge: '9999999',
        liquidity: 'fx:liquidity',
        results: { spread: 'fx:spread' },
      },
    }),
    retireKey: change('changeKeys', 'RetireKey', key),
    compromiseKey: change('changeKeys', 'DeclareKeyCompromised', key),
    registerKey: change('changeKeys', 'RegisterKey', {
      body: { keyId: '415783f0', role: 'writer', vkey: `elsewhere/writer+${vkey}`, ...signed },
      answer: wronglyNamed,
    }),
    nameNextRoot: change('changeKeys', 'NameNextRoot', {
      ...wronglySigned,
      body: { nextRoot: hash, ...signed },
    }),
    replaceRoot: change('changeKeys', 'ReplaceRoot', {
      body: { keyList: hash, nextRoot: hash, vkey: `elsewhere/root+${vkey}`, ...signed },
      answer: wronglyNamed,
    }),
  };
}

function movements({ ledger, hold, quote, transaction }: World): Record<string, Request> {
  const move = (command: string, more: Partial<Request>): Request => ({
    needs: 'post',
    command,
    of: { postings: moved },
    ledger,
    query: { dryRun: 'true' },
    answer: '200',
    ...more,
  });
  const ofHold = {
    of: { postings: moved, absent: '404 HoldNotFound' },
    params: { id: hold },
    body: { amount: '1.00' },
  };
  const ofWholeHold = {
    ...ofHold,
    of: { ...ofHold.of, postings: [debit(bank, '5.00'), credit(wallet, '5.00')] },
  };
  return {
    postTransaction: move('PostTransaction', { body: { postings: moved } }),
    'postTransaction late': move('PostTransaction', {
      isLate: true,
      body: { postings: moved, effectiveAt: '2025-10-15T00:00:00.000Z', lateReason: 'Found late' },
    }),
    'postTransaction that has to be proposed': move('PostTransaction', {
      of: { postings: large },
      body: { postings: large },
      answer: '422 ApprovalRequired',
    }),
    'postTransaction that is proposed': move('PostTransaction', {
      of: { postings: large },
      query: { dryRun: 'true', propose: 'true' },
      body: { postings: large },
    }),
    postTransactions: move('PostTransaction', {
      body: { atomic: true, items: [{ idempotencyKey: 'of-the-matrix', postings: moved }] },
    }),
    reverseTransaction: move('ReverseTransaction', {
      of: { postings: [credit(bank, '1.00'), debit(wallet, '1.00')], absent: '404 TransactionNotFound' },
      params: { id: transaction },
      body: { amount: '1.00', ...reason },
    }),
    giveQuote: move('GiveQuote', {
      of: { node: wallet },
      body: {
        account: wallet,
        debit: { currency: 'EUR' },
        credit: { amount: '10.00', currency: 'USD' },
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      },
    }),
    withdrawQuote: move('WithdrawQuote', {
      of: { node: wallet },
      params: { id: quote },
      body: reason,
    }),
    convert: move('Convert', {
      of: {
        postings: [debit(wallet, '9.00'), credit(wallet, '10.00', 'USD')],
        implied: [credit('liquidity', '9.00'), debit('liquidity', '10.00', 'USD')],
      },
      body: {
        debit: { account: wallet, currency: 'EUR' },
        credit: { account: wallet, amount: '10.00', currency: 'USD' },
      },
    }),
    placeHold: move('PlaceHold', { body: { postings: moved } }),
    captureHold: move('CaptureHold', ofHold),
    captureHolds: move('CaptureHold', {
      ...ofHold,
      body: { items: [{ idempotencyKey: 'of-the-matrix', hold, amount: '1.00' }] },
    }),
    incrementHold: move('IncrementHold', ofHold),
    voidHold: move('VoidHold', { ...ofWholeHold, body: reason }),
  };
}

function decisions({ ledger, proposal }: World): Record<string, Request> {
  const decision = (needs: string, command: string, more: Partial<Request>): Request => ({
    needs,
    command,
    of: 'the ledger',
    ledger,
    params: { id: proposal.id },
    query: { dryRun: 'true' },
    body: reason,
    answer: '200',
    ...more,
  });
  const ofProposed = { of: { postings: large, absent: '404 ProposalNotFound' } };
  return {
    approveProposal: decision('approve', 'ApproveProposal', {
      ...ofProposed,
      body: { hash: proposal.hash },
    }),
    'approveProposal that is not there': decision('approve', 'ApproveProposal', {
      params: { id: absentId },
      body: { hash: proposal.hash },
      answer: '404 ProposalNotFound',
    }),
    rejectProposal: decision('approve', 'RejectProposal', ofProposed),
    retractProposal: decision('readTerms', 'RetractProposal', {
      of: { found: [bank, wallet], absent: '404 ProposalNotFound' },
      needsToSee: 'readFigures',
      answer: '403 NotMaker',
    }),
  };
}
