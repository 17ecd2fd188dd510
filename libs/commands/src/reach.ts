import type { CoveredPosting, Reach } from '@access/grants/scope';

/** It concerns all of the ledger. */
export function ofWhole(): Reach {
  return { isWhole: true };
}

/** It concerns one account, or another node of the tree. */
export function ofPath({ path }: { readonly path: string }): Reach {
  return { nodes: [path] };
}

/** It makes the postings that its caller gives, if any: what else it makes is seen on the finished event. */
export function ofPostings({
  postings,
  lateReason,
}: {
  readonly postings?: readonly CoveredPosting[];
  readonly lateReason?: string;
}): Reach {
  return { ...(postings && { postings }), ...(lateReason !== undefined && { isLate: true }) };
}

/** It acts on a thing that its caller names by its id: what it makes of that is seen on the finished event. */
export function ofWhatItNames(): Reach {
  return {};
}
