/** A key that encrypts other keys, 32 bytes each. It stays where it is kept: what it wraps is sent there. */
export interface WrappingKey {
  /** Stands beside what it wrapped, so that the key is found that unwraps it. */
  readonly id: string;
  /** @param context text that {@link unwrap} must be given too; it is authenticated, not encrypted */
  wrap(secret: Uint8Array, context: string): Promise<Buffer>;
  /** @throws KeyUnusable where it was wrapped by another key, for another context, or is damaged */
  unwrap(wrapped: Uint8Array, context: string): Promise<Buffer>;
}

/** Bytes of the keys that are wrapped. */
export const wrappedKeyBytes = 32;
