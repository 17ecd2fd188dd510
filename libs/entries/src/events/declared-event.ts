import type { BodyOf, LedgerEvent } from '@ledger/ledger';
import type { DocumentedFields } from '../shape';
import type { Act } from './acts';

/**
 * All there is to say of one type of event: readers judge entries by it, and docs/EVENTS.md and the examples of the API
 * are made from it. Texts are Markdown of that page.
 */
interface DeclaredEvent<Type extends LedgerEvent['type']> {
  readonly meaning: string;
  /** No read model has a row of it, or shows any of it. */
  readonly leavesNoRows?: true;
  /** The act that it is, by which the grant of its actor is judged; undefined of what nobody asks for. */
  readonly act: ((body: BodyOf<Type>) => Act) | undefined;
  readonly body: DocumentedFields<BodyOf<Type>>;
  /** A body that stands in a golden journal. */
  readonly example: BodyOf<Type>;
}

export type DeclaredEvents = { readonly [Type in LedgerEvent['type']]: DeclaredEvent<Type> };
