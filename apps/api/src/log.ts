import type { LoggerService } from '@nestjs/common';
import { destination, pino, type Logger } from 'pino';

/** JSON lines on standard error: standard output belongs to the one line that says where the API listens. */
export function createLog(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ fd: 2, sync: true }),
  );
}

/** Nest's own messages: its start-up chatter only when debugging. */
export function nestLog(log: Logger): LoggerService {
  const at =
    (level: 'debug' | 'warn' | 'error') =>
    (message: unknown, ...rest: unknown[]) =>
      log[level]({ context: rest.at(-1) }, String(message));
  return {
    log: at('debug'),
    debug: at('debug'),
    verbose: at('debug'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('error'),
  };
}

/** Under this token Nest hands out the log. */
export const logToken = Symbol('log');
