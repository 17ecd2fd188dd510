import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ApiRequest } from '../requests/parts';

/** As what a statement is sent. */
export const formatField = z
  .enum(['json', 'csv'])
  .meta({
    description:
      '`json`, a page of lines at a time, or `csv`, all of them. Default: what the header Accept prefers, else `json`.',
  })
  .exactOptional();

interface FormatQuery {
  readonly format?: 'json' | 'csv' | undefined;
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}

/** Refuses to page through what comes whole. */
export function wholeAsCsv({ value, issues }: z.core.ParsePayload<FormatQuery>): void {
  if (value.format !== 'csv') return;
  for (const name of ['limit', 'cursor'] as const) {
    if (value[name] === undefined) continue;
    const message = `Leave ${name} out: as CSV a statement comes whole.`;
    issues.push({ code: 'custom', input: value, path: [name], message, params: { code: 'UnknownField' } });
  }
}

/** The query with the format that Accept prefers, where the query names none. */
export function withFormat({ query, headers }: ApiRequest): Record<string, unknown> {
  return 'format' in query || !prefersCsv(headers.accept) ? { ...query } : { ...query, format: 'csv' };
}

/** Whether an Accept header (RFC 9110, 12.5.1) gives text/csv more weight than JSON. */
function prefersCsv(accept = ''): boolean {
  const weights = new Map<string, number>();
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(type, weight === undefined ? 1 : Number(weight.slice(2)));
  }
  const csv = weights.get('text/csv') ?? 0;
  return csv > (weights.get('application/json') ?? weights.get('*/*') ?? 0);
}

/** Sends rows as they are read, never more than a page of them in memory. @param name of the file, without its ending */
export function sendCsv(reply: FastifyReply, name: string, rows: AsyncIterable<string>): void {
  void reply
    .header('Content-Type', 'text/csv; charset=utf-8')
    .header('Content-Disposition', `attachment; filename="${name.replaceAll(':', '-')}.csv"`)
    .send(Readable.from(rows, { objectMode: false }));
}
