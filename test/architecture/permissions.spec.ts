import { roles, rolePermits } from '@access/grants/role';
import { openApiText } from '../../apps/api/src/openapi/openapi';
import { operations } from '../../apps/api/src/operations/operations';
import type { OperationPermission } from '../../apps/api/src/operations/permission';

interface Described {
  readonly operationId: string;
  readonly description: string;
  readonly 'x-permission': OperationPermission;
}

const paths = (JSON.parse(openApiText()) as { paths: Record<string, Record<string, Described>> }).paths;
const described = Object.values(paths).flatMap((methods) => Object.values(methods));

function textOf(permission: OperationPermission): string {
  return typeof permission === 'string' ? permission : `${permission.to} of ${permission.of}`;
}

/** Ids of operations by what they need, in alphabetical order. */
function idsByNeed(): Record<string, string[]> {
  const byNeed: Record<string, string[]> = {};
  for (const { id, permission } of operations) (byNeed[textOf(permission)] ??= []).push(id);
  for (const ids of Object.values(byNeed)) ids.sort();
  return byNeed;
}

describe('the permission of an operation', () => {
  it('is the one that was decided', () => {
    expect(idsByNeed()).toEqual({
      public: ['docs', 'docsApi', 'docsGuide', 'docsPage', 'home', 'livez', 'openapi', 'readyz'],
      'operate of every': ['metrics'],
      anyone: ['getMe'],
      'manageAccess of every': [
        'addCredential',
        'addPrincipal',
        'approveChange',
        'makeGrant',
        'rejectChange',
        'restorePrincipal',
        'retractChange',
        'revokeCredential',
        'revokeGrant',
        'setDualControl',
        'suspendPrincipal',
      ],
      'readAccess of every': [
        'exportAccess',
        'getAccessCheckpoint',
        'getAccessCheckpointOfSize',
        'getAccessConsistency',
        'getAccessEntry',
        'getAccessEntryProof',
        'listAccessCheckpoints',
        'listAccessEntries',
        'listAccessKeys',
        'listAccessProposals',
        'listGrants',
        'listPrincipals',
      ],
      'changeKeys of every': [
        'compromiseAccessKey',
        'nameNextAccessRoot',
        'registerAccessKey',
        'replaceAccessRoot',
        'retireAccessKey',
      ],
      'openLedgers of command': ['openLedger'],
      'readTerms of each': ['listLedgers'],
      'readTerms of ledger': ['getLedger', 'listCurrencies', 'listKeys', 'listPeriods'],
      'readTerms of node': ['getAccount', 'getLimits', 'listAccounts', 'listVelocityLimits'],
      'readTerms of whole': ['getApprovalRules', 'getRate', 'listRateSets'],
      'readFigures of node': [
        'getBalances',
        'getIssuedStatement',
        'getStatement',
        'getTree',
        'listChanges',
        'listHolds',
        'listIssuedStatements',
        'listProposals',
        'listTransactions',
      ],
      'readTerms of found': ['getProposal'],
      'readFigures of found': ['getHold', 'getTransaction'],
      'readProofs of ledger': [
        'getCheckpoint',
        'getCheckpointOfSize',
        'getConsistency',
        'getEntryProof',
        'listCheckpoints',
      ],
      'erasePersonal of every': ['eraseSubject', 'listSubjectEntries'],
      'readJournal of whole': ['exportLedger', 'getEntry', 'listEntries'],
      'readJournal of node': ['exportAccount'],
      'post of command': [
        'captureHold',
        'captureHolds',
        'incrementHold',
        'placeHold',
        'postTransaction',
        'postTransactions',
        'reverseTransaction',
        'voidHold',
      ],
      'maintain of command': [
        'changeAccount',
        'freezeAccount',
        'issueStatement',
        'openAccount',
        'unfreezeAccount',
      ],
      'configure of command': [
        'closeAccount',
        'correctCurrency',
        'declareChart',
        'endImport',
        'registerCurrency',
        'setApprovalRules',
        'setVelocityLimits',
      ],
      'publishRates of command': ['publishRates'],
      'approve of command': ['approveProposal', 'rejectProposal'],
      'readTerms of command': ['retractProposal'],
      'closePeriods of command': ['closePeriod', 'reopenPeriod'],
      'changeKeys of command': ['compromiseKey', 'nameNextRoot', 'registerKey', 'replaceRoot', 'retireKey'],
    });
  });

  it('is granted by some role, so that no operation is out of reach for ever', () => {
    const needs = operations.flatMap(({ permission }) =>
      typeof permission === 'string' ? [] : [permission.to],
    );

    for (const need of new Set(needs))
      expect([need, roles.some((role) => rolePermits(role, need, undefined, undefined))]).toEqual([
        need,
        true,
      ]);
  });

  it('stands in the description of the API, as a field and in words', () => {
    for (const { id, permission } of operations) {
      const operation = described.find(({ operationId }) => operationId === id)!;
      expect([id, operation['x-permission']]).toEqual([id, permission]);
      const words = typeof permission === 'string' ? 'credential' : `the permission \`${permission.to}\``;
      expect(operation.description).toContain(words);
    }
  });
});
