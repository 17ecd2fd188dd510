import { join } from 'node:path';
import type { CliSettings } from '@settings/settings';
import type { HeaderFor } from '../api-client';
import { headerFileFor } from './header-file-for';
import { headerIn, type Header } from './header-file';

/**
 * The header of each request: of LEDGER_AUTH if it is set, else of the principal in DATA_DIR who may send it. A file is read once.
 */
export function headerFor({ auth, dataDir }: Pick<CliSettings, 'auth' | 'dataDir'>): HeaderFor {
  const read = new Map<string, Header>();
  return (method, path) => {
    const file = auth ?? join(dataDir, headerFileFor(method, path));
    const header = read.get(file) ?? headerIn(file);
    read.set(file, header);
    return header;
  };
}
