import { join } from 'node:path';
import { topUp, type ApiAnswer, type Problem } from './api';
import { runAlone, type Ended } from './ledger-command';
import { startServices, type Services } from './services';

/** What `GET …/keys` answers. */
export interface ListedKeys {
  readonly root: string;
  readonly nextRoot: { readonly hash: string; readonly namedSeq: string } | null;
  readonly replacedRoots: readonly { readonly keyId: string; readonly compromisedSeq?: string }[];
  readonly keyList: string;
  readonly seq: string;
  readonly items: readonly { keyId: string; role: string; status: string; vkey: string }[];
}

const ledger = '/v1/ledgers/acme';

/** The ledger `acme` of an installation whose keys come and go. */
export class LedgerWithKeys {
  readonly keysDir: string;

  private constructor(readonly services: Services) {
    this.keysDir = join(services.dataDir, 'keys');
  }

  static async start(): Promise<LedgerWithKeys> {
    const services = await startServices({ withProjector: false });
    const chart = [
      { pattern: 'bank:*', type: 'asset' },
      { pattern: 'customers:*:wallet', type: 'liability' },
    ];
    await services.api.accepted('/v1/ledgers', { id: 'acme', name: 'Acme', chart }, { key: 'open' });
    return new LedgerWithKeys(services);
  }

  post(): Promise<ApiAnswer<Problem>> {
    return this.services.api.post(`${ledger}/transactions`, topUp('ann'));
  }

  async listed(): Promise<ListedKeys> {
    return (await this.services.api.get<ListedKeys>(`${ledger}/keys`)).body;
  }

  /** Runs `ledger keys` as an operator who has this root key. */
  command(rootKeyFile: string, words: readonly string[]): Promise<Ended> {
    const { services, keysDir } = this;
    const env = {
      LEDGER_API_URL: services.apiUrl,
      DATA_DIR: services.dataDir,
      KEYS_DIR: keysDir,
      ROOT_KEY: `file:${rootKeyFile}`,
    };
    return runAlone(env, 'keys', ...words);
  }
}
