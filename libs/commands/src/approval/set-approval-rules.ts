import { z } from 'zod';
import { accountTypes, approvableTypes, movingTypes, type ApprovableType } from '@ledger/approval/approvable';
import { declare } from '../declaration';
import { conditional } from '../input/conditions';
import { chartPath, shortName } from '../input/fields';
import { distinct, formed } from '../input/text';
import { amountOfCurrency } from '../input/tolerance';
import { ofWhole } from '../reach';
import { plainReceipt } from '../receipt';

const rulesMax = 64;

const name = shortName(
  'Name of the rule, 1 to 63 characters, unique in the ledger. Refusals and proposals name it.',
  'payouts',
);

const approvals = formed(/^[1-8]$/, 'a whole number from 1 to 8 as text', {
  description: 'How many other persons have to approve the command, 1 to 8.',
  examples: ['1'],
});

const above = z
  .array(amountOfCurrency)
  .min(1)
  .max(64)
  .check(distinct(({ currency }) => currency))
  .meta({
    description:
      'Only commands whose debits in a currency add up to more than this. In a currency that is not listed, any amount is ' +
      'more. Without it, whatever the amount. At most 64 currencies.',
  });

const rule = z
  .strictObject({
    name,
    commands: z
      .array(z.enum(approvableTypes))
      .min(1)
      .check(distinct((each) => each))
      .meta({ description: 'Types of the commands that need approvals.' }),
    accounts: z
      .array(chartPath)
      .min(1)
      .max(64)
      .check(distinct((each) => each))
      .meta({
        description:
          'Only commands that touch one of these paths or an account below; `*` stands for any one segment. Without it, ' +
          'all. At most 64.',
      })
      .exactOptional(),
    above: above.exactOptional(),
    approvals,
  })
  .check(({ value, issues }) => {
    const { above: amounts, accounts, commands } = value;
    const flawed = (types: readonly ApprovableType[], message: string) => {
      const index = commands.findIndex((type) => !types.includes(type));
      if (index === -1) return;
      const path = ['commands', index];
      issues.push({ code: 'custom', input: value, path, message, params: { code: 'NotAllowed' } });
    };
    if (amounts)
      flawed(movingTypes, 'Such a command moves no amount: give it a rule of its own, without above.');
    if (accounts)
      flawed(accountTypes, 'Such a command names no account: give it a rule of its own, without accounts.');
  })
  .meta({ id: 'ApprovalRuleInput' });

/** The whole list of the ledger; none removes it. */
export const SetApprovalRules = declare({
  type: 'SetApprovalRules',
  permission: 'configure',
  reach: ofWhole,
  input: z.strictObject({
    rules: z
      .array(rule)
      .max(rulesMax)
      .check(distinct((each) => each.name))
      .meta({
        description: `All approval rules of the ledger, at most ${rulesMax}; an empty list removes them.`,
      }),
    ...conditional,
  }),
  answer: 'ApprovalRulesSet',
  receipt: plainReceipt,
});
