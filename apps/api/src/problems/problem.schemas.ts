import { z } from 'zod';
import { flawRules } from '@commands/input/malformed';
import { problemCatalogue } from './problem-catalogue';

const flaw = z
  .object({
    pointer: z.string().exactOptional().meta({ description: 'RFC 6901 pointer into the body.' }),
    parameter: z
      .string()
      .exactOptional()
      .meta({ description: 'Name of a query parameter, a part of the path or a header.' }),
    in: z
      .enum(['query', 'path', 'header'])
      .exactOptional()
      .meta({ description: 'Where the parameter stands.' }),
    code: z.enum(Object.keys(flawRules)).meta({ description: 'Which rule is broken; see `x-flaws`.' }),
    detail: z.string().meta({ description: 'A sentence that says what to give instead.' }),
  })
  .meta({ id: 'Flaw' });

/** A problem document of RFC 9457; the facts of a refusal stand in it as fields of their own. */
export const problemSchema = z
  .looseObject({
    type: z.string().meta({
      format: 'uri-reference',
      description: 'Where the code is explained: a path of this service.',
    }),
    title: z.string().meta({ description: 'The problem in a few words, the same for every request.' }),
    status: z.int().meta({ description: 'Status code of HTTP.' }),
    code: z
      .enum(Object.keys(problemCatalogue))
      .meta({ description: 'Identifies the problem; it never changes.' }),
    detail: z.string().meta({
      description:
        'A sentence about this one case, with its figures; they also stand in fields of their own.',
    }),
    errors: z.array(flaw).exactOptional().meta({ description: 'All flaws of a malformed request.' }),
  })
  .meta({ id: 'Problem' });
