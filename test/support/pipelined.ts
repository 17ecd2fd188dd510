import { connect } from 'node:net';

/** Requests that wait for their answers on a connection. */
const inFlightMax = 500;

/**
 * Sends so many GET requests over one connection without waiting for each answer, as an attacker would.
 * @param headersOf the lines of headers of each request, by its number
 * @returns how often each status was answered
 */
export function pipelined(
  apiUrl: string,
  path: string,
  { count, headersOf }: { readonly count: number; readonly headersOf: (at: number) => readonly string[] },
): Promise<ReadonlyMap<number, number>> {
  const { hostname, port } = new URL(apiUrl);
  const socket = connect(Number(port), hostname);
  const statuses = new Map<number, number>();
  let sent = 0;
  let answered = 0;
  const sendMore = () => {
    const until = Math.min(count, answered + inFlightMax);
    const requests: string[] = [];
    for (; sent < until; sent += 1)
      requests.push([`GET ${path} HTTP/1.1`, 'Host: x', ...headersOf(sent), '', ''].join('\r\n'));
    if (requests.length > 0) socket.write(requests.join(''));
  };
  return new Promise((resolve, reject) => {
    let rest = '';
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`closed after ${answered} of ${count} answers`)));
    socket.on('connect', sendMore);
    socket.on('data', (chunk) => {
      const text = rest + chunk.toString('latin1');
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      for (const [, status] of text.slice(0, end).matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
        statuses.set(Number(status), (statuses.get(Number(status)) ?? 0) + 1);
        answered += 1;
      }
      if (answered < count) return sendMore();
      resolve(statuses);
      socket.destroy();
    });
  });
}
