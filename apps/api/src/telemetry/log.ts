import type { LoggerService } from '@nestjs/common';
import { destination, pino, type Logger } from 'pino';

/** Lines that cannot be written are kept up to so many bytes; further ones are lost. */
const heldBytesMax = 1_048_576;

/** JSON lines on standard error: standard output belongs to the one line that says where the API listens. */
export function createLog(level: string): Logger {
  const lines = destination({ fd: 2, sync: true, maxLength: heldBytesMax });
  // On a full disk lines are lost; the work goes on.
  lines.on('error', () => undefined);
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, lines);
}

/** Nest's own messages, for debugging: what fails at the start or in a request is reported by those who start and answer. */
export function nestLog(log: Logger): LoggerService {
  const debug = (message: unknown, ...rest: unknown[]) =>
    log.debug({ context: rest.at(-1) }, String(message));
  return { log: debug, warn: debug, error: debug };
}

/** Under this token Nest hands out the log. */
export const logToken = Symbol('log');
