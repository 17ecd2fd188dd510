import { destination, pino, type Logger } from 'pino';

/** Lines that cannot be written are kept up to so many bytes; further ones are lost. */
const heldBytesMax = 1_048_576;

/** JSON lines on standard error: standard output belongs to the one line that says we are ready. */
export function createLog(level: string): Logger {
  const lines = destination({ fd: 2, sync: true, maxLength: heldBytesMax });
  // On a full disk lines are lost; the work goes on.
  lines.on('error', () => undefined);
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, lines);
}
