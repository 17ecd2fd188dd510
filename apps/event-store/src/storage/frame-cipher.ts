/**
 * Encrypts what frames hold, by AES-256-GCM under the data key of the log. The body of an encrypted frame:
 *
 *   0   12 bytes of nonce, random
 *  12   the events, encrypted, as long as in plain
 *  -16  tag
 *
 * Additional data: the header of the frame from offset 8 on, and the frame's position as an f64, so that no frame can be
 * moved, nor its mark changed. As a nonce is random, one data key is good for 2^32 frames (NIST SP 800-38D, 8.3).
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { frameHeaderLength, startsOf, sumFrame, type FrameLayout } from './frame';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

export const encryptedLayout: FrameLayout = { before: nonceBytes, after: tagBytes };

export class FrameCipher {
  /** @param key 32 bytes */
  constructor(private readonly key: Uint8Array) {}

  /** The same frames, encrypted; `frames` follow each other without gaps from `position` on. */
  encrypt(frames: Buffer, position: number): Buffer {
    const encrypted = Buffer.from(frames);
    for (const [at, frame] of each(encrypted)) this.encryptFrame(frame, position + at);
    return encrypted;
  }

  /** The frame in plain. @throws Error where it was changed or moved, or is encrypted by another key */
  decrypt(frame: Buffer, position: number): Buffer {
    const plain = Buffer.from(frame);
    const { nonce, events, tag } = partsOf(plain);
    const decipher = createDecipheriv(algorithm, this.key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(contextOf(plain, position)).setAuthTag(tag);
    decipher.update(events).copy(events);
    decipher.final();
    return plain;
  }

  /** All of the frames, from `position` on, in plain. */
  decryptAll(frames: Buffer, position: number): Buffer {
    return Buffer.concat(each(frames).map(([at, frame]) => this.decrypt(frame, position + at)));
  }

  private encryptFrame(frame: Buffer, position: number): void {
    const { nonce, events, tag } = partsOf(frame);
    randomBytes(nonceBytes).copy(nonce);
    const cipher = createCipheriv(algorithm, this.key, nonce).setAAD(contextOf(frame, position));
    cipher.update(events).copy(events);
    cipher.final();
    cipher.getAuthTag().copy(tag);
    sumFrame(frame);
  }
}

function partsOf(frame: Buffer): { nonce: Buffer; events: Buffer; tag: Buffer } {
  return {
    nonce: frame.subarray(frameHeaderLength, frameHeaderLength + nonceBytes),
    events: frame.subarray(frameHeaderLength + nonceBytes, -tagBytes),
    tag: frame.subarray(-tagBytes),
  };
}

function contextOf(frame: Buffer, position: number): Buffer {
  const context = Buffer.alloc(frameHeaderLength);
  frame.copy(context, 8, 8, frameHeaderLength);
  context.writeDoubleLE(position, 0);
  return context;
}

function each(frames: Buffer): (readonly [at: number, frame: Buffer])[] {
  const starts = [...startsOf(frames)];
  return starts.map((at, n) => [at, frames.subarray(at, starts[n + 1] ?? frames.length)]);
}
