import type { ReportingView } from '../reporting-view';
import { ofReader } from '../scope';

export const scopes: ReportingView = {
  name: 'scopes',
  comment: 'What you may read: one row per grant and account, as the access journal says.',
  columns: {
    grant_seq: ['s.grant_seq', 'Seq of the entry of the access journal that made the grant.'],
    ledger: ['s.ledger', 'Id of the ledger, or * for every one.'],
    account: [`nullif(s.path, '')`, 'Path that is covered with all below it; null for the whole ledger.'],
    begins_at: ['s.begins_at', 'When the grant begins; null if it has begun when it was made.'],
    expires_at: ['s.expires_at', 'From then on it covers nothing; null if it does not expire.'],
  },
  from: 'analyst_scopes s',
  scope: ofReader,
};
