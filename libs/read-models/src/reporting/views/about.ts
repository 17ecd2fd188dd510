import { anyone, type ReportingView } from '../reporting-view';

export const about: ReportingView = {
  name: 'about',
  comment: 'This schema, in one row.',
  columns: {
    version: [
      '1',
      'Version of the schema: columns and views are added, none is renamed or removed within it.',
    ],
    access_seq: [
      '(select nullif(seq, -1) from analyst_scopes_at)',
      'Seq of the entry of the access journal up to which grants take effect here; null before the first.',
    ],
  },
  from: '(values (1)) as one (row)',
  scope: anyone,
};
