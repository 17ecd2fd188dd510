import { canonicalText } from '@entries/canonical';
import { sha256Text } from '@entries/fingerprints';
import type { Failure } from '../failure';
import { commandInWords } from './command-in-words';
import { requireHashOf } from './require-hash';

const command = {
  type: 'PostTransaction',
  description: 'Rent\n  amount: 1.00',
  postings: [
    { account: 'bank', amount: '5000.00', currency: 'EUR', side: 'credit' },
    { account: 'expenses:rent', amount: '5000.00', currency: 'EUR', side: 'debit' },
  ],
};
const hash = sha256Text(canonicalText(command));
const refused = (shown: { command: typeof command; hash: string }, given: string | undefined) => {
  try {
    requireHashOf(shown, given, 'ledger approve');
    return 'approved';
  } catch (error) {
    const { exitCode, message } = error as Failure;
    return [exitCode, message];
  }
};

describe('what a command line approves', () => {
  it('has the hash that the approver names', () => {
    expect(refused({ command, hash }, hash)).toBe('approved');
    expect(refused({ command, hash }, 'A'.repeat(43))).toEqual([
      1,
      expect.stringContaining('Nothing is approved'),
    ]);
  });

  it('is what was shown, whatever hash the API gives it', () => {
    const other = { ...command, description: 'Salary' };
    expect(refused({ command: other, hash }, hash)).toEqual([1, expect.stringContaining('Approve nothing')]);
  });

  it('needs the hash to be named', () => {
    expect(refused({ command, hash }, undefined)).toEqual([3, expect.stringContaining(`--hash ${hash}`)]);
  });

  it('is shown line by line: no text of a command looks like another line', () => {
    expect(commandInWords(command)).toEqual([
      'PostTransaction',
      '  description: Rent   amount: 1.00',
      '  Account          Debit   Credit  Currency',
      '  bank                    5000.00  EUR',
      '  expenses:rent  5000.00           EUR',
    ]);
  });
});
