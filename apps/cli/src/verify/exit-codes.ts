/** With what `ledger verify` ends, whatever it verified. */
export const exitCodes = { ok: 0, tampered: 1, incomplete: 2 } as const;
