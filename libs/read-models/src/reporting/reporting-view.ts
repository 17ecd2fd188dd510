/** The schema that analysts may use; its tables are in another, which they may not. */
export const reportingSchema = 'reporting';

/** A view for analysts. Columns are only ever added, at the end; a break is another schema beside this one. */
export interface ReportingView {
  readonly name: string;
  /** What a row is, in a sentence; `comment on view`. */
  readonly comment: string;
  /** Column -> its expression, and what it is in a sentence; `comment on column`. */
  readonly columns: Readonly<Record<string, readonly [sql: string, comment: string]>>;
  /** The FROM clause. */
  readonly from: string;
  /** The condition that cuts the rows, made in `scope.ts`; `anyone` where every row is for all who may use the schema. */
  readonly scope: string;
}

/** For a view in which every row is for all who may use the schema. */
export const anyone = 'true';

/** Makes the view, or replaces what it selects: its oid, its grants and what stands on it stay. */
export function createStatement({ name, columns, from, scope }: ReportingView): string {
  const selected = Object.entries(columns).map(([column, [sql]]) => `${sql} as "${column}"`);
  return `create or replace view ${reportingSchema}.${name} with (security_barrier = true) as
  select ${selected.join(', ')}
  from ${from}
  where ${scope}`;
}

/** Documents the view and its columns where every SQL client shows it. */
export function commentStatements({ name, comment, columns }: ReportingView): string[] {
  return [
    `comment on view ${reportingSchema}.${name} is ${literal(comment)}`,
    ...Object.entries(columns).map(
      ([column, [, text]]) => `comment on column ${reportingSchema}.${name}."${column}" is ${literal(text)}`,
    ),
  ];
}

function literal(text: string): string {
  return `'${text.replaceAll(`'`, `''`)}'`;
}
