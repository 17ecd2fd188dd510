import { destination, pino, type Logger } from 'pino';

/** JSON lines on standard error: standard output belongs to the one line that says we are ready. */
export function createLog(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ fd: 2, sync: true }),
  );
}
