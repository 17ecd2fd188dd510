/** Shape of a name that is given to one of several things of a ledger. */
export const shortNamePattern = /^[a-z0-9][a-z0-9_-]{0,62}$/;
