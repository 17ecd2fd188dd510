/**
 * Types of commands that a rule may make wait for other persons. Changes of keys are none: the root key signs them. Nor
 * is what is done with proposals.
 */
export const approvableTypes = [
  'PostTransaction',
  'ReverseTransaction',
  'PlaceHold',
  'IncrementHold',
  'CaptureHold',
  'VoidHold',
  'OpenAccount',
  'ChangeAccount',
  'FreezeAccount',
  'UnfreezeAccount',
  'CloseAccount',
  'IssueStatement',
  'SetVelocityLimits',
  'RegisterCurrency',
  'CorrectCurrency',
  'DeclareChart',
  'ClosePeriod',
  'ReopenPeriod',
  'EndImport',
  'SetApprovalRules',
] as const;
export type ApprovableType = (typeof approvableTypes)[number];

/** Those that move or hold amounts, which come first: a rule may apply to them by the amount. */
export const movingTypes: readonly ApprovableType[] = approvableTypes.slice(0, 6);

/** Those that name accounts: a rule may apply to them by the account. */
export const accountTypes: readonly ApprovableType[] = approvableTypes.slice(0, 13);

export function isApprovable(type: string): type is ApprovableType {
  return (approvableTypes as readonly string[]).includes(type);
}
