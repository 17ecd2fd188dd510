import { declare } from '../declaration';
import { whyInput } from '../input/fields';
import { ofWhatItNames } from '../reach';
import { plainReceipt } from '../receipt';

export const RejectProposal = declare({
  type: 'RejectProposal',
  permission: 'approve',
  reach: ofWhatItNames,
  target: 'proposal',
  input: whyInput,
  complete: (_, { actor: by }, given) => Promise.resolve({ ...given, by }),
  answer: 'ProposalRejected',
  receipt: plainReceipt,
});

/** Its maker can always take it back, whatever grants remain. */
export const RetractProposal = declare({
  type: 'RetractProposal',
  permission: 'readTerms',
  reach: ofWhatItNames,
  target: 'proposal',
  input: whyInput,
  complete: (_, { actor: by }, given) => Promise.resolve({ ...given, by }),
  answer: 'ProposalRetracted',
  receipt: plainReceipt,
});
