import { JournalFault } from '../fault';

type Plain = string | number | boolean | undefined | null | object;

/**
 * Requires that what an entry says is what comes out.
 * @param name of it, for the detail
 * @throws JournalFault ExchangeDiffers, of the first figure that differs
 */
export function requireSame(seq: number, name: string, says: Plain, comesOut: Plain): void {
  if (says === comesOut) return;
  if (!isObject(says) || !isObject(comesOut)) throw differing(seq, name, says, comesOut);
  for (const key of new Set([...Object.keys(comesOut), ...Object.keys(says)])) {
    const [a, b] = [says, comesOut].map((each) => (each as Record<string, Plain>)[key]);
    requireSame(seq, Array.isArray(comesOut) ? `${name}[${key}]` : `${name}.${key}`, a, b);
  }
}

function isObject(value: Plain): value is object {
  return typeof value === 'object' && value !== null;
}

function differing(seq: number, name: string, says: Plain, comesOut: Plain): JournalFault {
  const detail = `${name} is ${written(says)} in the entry, but ${written(comesOut)} comes out.`;
  return new JournalFault('ExchangeDiffers', seq, detail);
}

function written(value: Plain): string {
  if (value === undefined) return 'absent';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
