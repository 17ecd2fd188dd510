import { UsageError } from './export-fault';

/** `<origin>/<ledgerId>`, the log that a root key stands for. @throws UsageError where the key is no root key */
export function logOf(rootKey: string): string {
  const [name = ''] = rootKey.split('+');
  if (!name.endsWith('/root'))
    throw new UsageError(`${rootKey} is not a root key, which begins with <origin>/<ledger>/root+.`);
  return name.slice(0, -'/root'.length);
}
