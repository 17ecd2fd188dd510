import type { Mapping } from '../mapped/mapping';
import { adyenCsv } from './adyen';
import { paypalCsv } from './paypal';
import { stripeCsv, stripeJson } from './stripe';

/** Mappings of providers, by the form of the file. */
export const presets: Readonly<Record<string, { readonly csv?: Mapping; readonly ndjson?: Mapping }>> = {
  stripe: { csv: stripeCsv, ndjson: stripeJson },
  adyen: { csv: adyenCsv },
  paypal: { csv: paypalCsv },
};

/** Transfers on a chain, as ethereum-etl writes them; read by a reader of its own. */
export const chainPreset = 'erc20';

export const presetNames = [...Object.keys(presets), chainPreset];
