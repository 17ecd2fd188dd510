import type { NaiveBooks, NaiveOrigin } from './naive-books';

/** A reference is free where nothing has it but the origin, and holds that ended without a capture. */
export function refer(books: NaiveBooks, reference: string | undefined, origin?: NaiveOrigin): void {
  if (reference === undefined || reference === origin?.reference) return;
  const holds = [...books.holds.values()].filter(({ end, isCaptured }) => !end || isCaptured);
  const all = [...books.transactions.values(), ...holds];
  books.refuse(
    'ReferenceAlreadyUsed',
    all.some((each) => each.reference === reference),
  );
}
