import { z } from 'zod';
import { reason } from '@commands/input/fields';

/** Parameters of reads of one thing that may have personal text. */
export const personalFields = {
  personal: z
    .enum(['true', 'false'])
    .meta({
      description:
        '`true`: personal text is decrypted. Needs a grant with `personal`, and `reason`; the access journal records it.',
    })
    .exactOptional(),
  reason: reason
    .meta({ ...reason.meta(), description: 'Why personal text is read, for readers of the access journal.' })
    .exactOptional(),
};
