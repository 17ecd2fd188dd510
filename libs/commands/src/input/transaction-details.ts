import { category, metadata, reason, reference, tags } from './fields';
import { time } from './instant';
import { personal } from './personal';
import { plainText } from './text';

/** What a transaction or a hold says beside its postings. */
export const details = {
  category: category.exactOptional(),
  description: plainText(1000, {
    description: 'Description for people, at most 1,000 characters.',
    examples: ['Card top-up'],
  }).exactOptional(),
  metadata: metadata.exactOptional(),
  personal: personal.exactOptional(),
  reference: reference.exactOptional(),
  tags: tags.exactOptional(),
};

/** What a transaction says beside its postings; the shape is shared by posting, capturing and reversing. */
export const transactionDetails = {
  ...details,
  effectiveAt: time
    .meta({
      description:
        'When it counts for accounting (RFC 3339, any offset, at most milliseconds). Without it, when it is recorded.',
    })
    .exactOptional(),
  lateReason: reason
    .meta({ ...reason.meta(), description: 'Why it comes after its period was soft-closed.' })
    .exactOptional(),
};
