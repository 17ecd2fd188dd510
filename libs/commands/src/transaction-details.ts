import { category, metadata, reference, tags } from './fields';
import { instant, toUtc } from './instant';
import { plainText } from './text';

/** What a transaction says beside its postings; the shape is shared by posting and reversing. */
export const transactionDetails = {
  category: category.exactOptional(),
  description: plainText(1000).exactOptional(),
  effectiveAt: instant.transform((text) => toUtc(text)!).exactOptional(),
  metadata: metadata.exactOptional(),
  reference: reference.exactOptional(),
  tags: tags.exactOptional(),
};
