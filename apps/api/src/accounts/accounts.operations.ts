import { ChangeAccount } from '@commands/accounts/change-account';
import { CloseAccount } from '@commands/accounts/close-account';
import { FreezeAccount, UnfreezeAccount } from '@commands/accounts/freeze-account';
import { IssueStatement } from '@commands/accounts/issue-statement';
import { OpenAccount } from '@commands/accounts/open-account';
import { commandProblems, underLedger } from '../operations/operation';
import { accountAnswers, statementAnswers } from '../answers/receipt.schemas';
import { submitting } from '../operations/submitting';

const limitProblems = [
  'CurrencyNotRegistered',
  'LimitsContradict',
  'AmountHasWrongDecimals',
  'AmountTooLarge',
] as const;

const command = { tag: 'Accounts', answers: accountAnswers } as const;
const underAccount = `${underLedger}/accounts/:path`;

export const openAccount = submitting(OpenAccount, {
  ...command,
  id: 'openAccount',
  method: 'POST',
  path: `${underLedger}/accounts`,
  summary: 'Open an account',
  description: 'Without a type it has that of the nearest opened account above it.',
  example: {
    path: 'bank:safeguarding',
    type: 'asset',
    currencies: ['EUR'],
    tags: ['safeguarded'],
    metadata: { iban_last4: '3000' },
  },
  problems: [
    ...commandProblems,
    'AccountAlreadyOpen',
    'AccountTypeMissing',
    'AccountTypeContradictsTree',
    ...limitProblems,
  ],
});

export const changeAccount = submitting(ChangeAccount, {
  ...command,
  id: 'changeAccount',
  method: 'PATCH',
  path: underAccount,
  summary: 'Change the limits, currencies, tags, metadata or personal text of an account',
  description:
    'Omitted fields stay unchanged. `currencies: null` accepts any; null for a key of metadata removes it; `personal` replaces all personal text, null leaves none.',
  example: { limits: [{ currency: 'EUR', minimum: '-500.00' }], metadata: { iban_last4: null } },
  problems: [...commandProblems, 'AccountIsClosed', 'CurrencyInUse', ...limitProblems],
});

export const freezeAccount = submitting(FreezeAccount, {
  ...command,
  id: 'freezeAccount',
  method: 'POST',
  path: `${underAccount}/freeze`,
  summary: 'Freeze one side of an account, or both',
  description:
    'Postings and holds on a frozen side are refused until it is unfrozen. With `exceptHolds`, holds that are open ' +
    'may still be captured; freezing again with or without it changes that.',
  example: { side: 'debit', reason: 'Suspected fraud, case 4711' },
  problems: [...commandProblems, 'AccountIsClosed', 'AccountIsFrozen'],
});

export const unfreezeAccount = submitting(UnfreezeAccount, {
  ...command,
  id: 'unfreezeAccount',
  method: 'POST',
  path: `${underAccount}/unfreeze`,
  summary: 'Unfreeze one side of an account, or both',
  description: 'Postings and holds on that side are accepted again.',
  example: { reason: 'Case 4711 is closed' },
  problems: [...commandProblems, 'AccountIsClosed', 'AccountIsNotFrozen'],
});

export const closeAccount = submitting(CloseAccount, {
  ...command,
  id: 'closeAccount',
  method: 'POST',
  path: `${underAccount}/close`,
  summary: 'Close an account permanently',
  description: 'It must have no balance and no open hold. A closed account is never opened again.',
  example: { reason: 'Customer left' },
  problems: [...commandProblems, 'AccountIsClosed', 'AccountHasHolds', 'AccountHasBalance'],
});

export const issueStatement = submitting(IssueStatement, {
  ...command,
  id: 'issueStatement',
  method: 'POST',
  path: `${underAccount}/statements`,
  summary: 'Issue a statement of everything since the last one; it never changes',
  description:
    'Numbered from 1 without gaps. It covers the entries from the end of the statement before up to the one right ' +
    'before its own, and opens where that one closed.',
  example: { description: 'November 2026' },
  answers: statementAnswers,
  problems: [...commandProblems],
});
