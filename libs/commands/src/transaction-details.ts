import { category, metadata, reason, reference, tags } from './fields';
import { time } from './instant';
import { plainText } from './text';

/** What a transaction or a hold says beside its postings. */
export const details = {
  category: category.exactOptional(),
  description: plainText(1000).exactOptional(),
  metadata: metadata.exactOptional(),
  reference: reference.exactOptional(),
  tags: tags.exactOptional(),
};

/** What a transaction says beside its postings; the shape is shared by posting, capturing and reversing. */
export const transactionDetails = {
  ...details,
  effectiveAt: time.exactOptional(),
  lateReason: reason
    .meta({ ...reason.meta(), description: 'Why it comes after its period was soft-closed.' })
    .exactOptional(),
};
