import { JournalFault } from '../fault';

type Plain = string | number | boolean | undefined | null | object;
type Fields = Readonly<Record<string, Plain>>;

/**
 * Requires that what an entry says is what comes out.
 * @param name of it, for the detail
 * @throws JournalFault ExchangeDiffers, of the first figure that differs
 */
export function requireSame(seq: number, name: string, says: Plain, comesOut: Plain): void {
  // Names are made where something differs, and nowhere else.
  if (!isSame(says, comesOut)) throw differing(seq, name, says, comesOut);
}

function isSame(says: Plain, comesOut: Plain): boolean {
  if (says === comesOut) return true;
  if (!isObject(says) || !isObject(comesOut)) return false;
  let fields = 0;
  for (const key in comesOut) {
    if (!isSame(says[key], comesOut[key])) return false;
    if (comesOut[key] !== undefined) fields += 1;
  }
  for (const key in says) if (says[key] !== undefined) fields -= 1;
  return fields === 0;
}

function differing(seq: number, name: string, says: Plain, comesOut: Plain): JournalFault {
  if (isObject(says) && isObject(comesOut)) {
    const keys = [...Object.keys(comesOut), ...Object.keys(says)];
    const key = keys.find((each) => !isSame(says[each], comesOut[each]))!;
    const inner = Array.isArray(comesOut) ? `${name}[${key}]` : `${name}.${key}`;
    return differing(seq, inner, says[key], comesOut[key]);
  }
  const detail = `${name} is ${written(says)} in the entry, but ${written(comesOut)} comes out.`;
  return new JournalFault('ExchangeDiffers', seq, detail);
}

function isObject(value: Plain): value is Fields {
  return typeof value === 'object' && value !== null;
}

function written(value: Plain): string {
  if (value === undefined) return 'absent';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
