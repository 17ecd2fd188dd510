import type { Column } from './column';

type Columns = Readonly<Record<string, Column<never>>>;

type ValueOf<Of> = Of extends Column<infer Value> ? Value : never;

/** The columns of a row as they are written. */
export type RowOf<Of> =
  Of extends Table<infer Its> ? { readonly [Name in keyof Its]: ValueOf<Its[Name]> } : never;

/** For every column, its value in the row of an item. */
type Values<Its extends Columns, Item> = { readonly [Name in keyof Its]: (item: Item) => ValueOf<Its[Name]> };

type SomeValues<Its extends Columns, Item> = {
  readonly [Name in keyof Its]?: (item: Item) => ValueOf<Its[Name]> | undefined;
};

/** Rows on their way into a statement. */
export interface Rows<Item> {
  /** Stands in a FROM: rows that are called `x`, made from parameters from `$1` on. */
  readonly sql: string;
  /** Those parameters: one array for each column. */
  parameters(items: readonly Item[]): string[];
}

/** A table of the read models: the one list of its columns, from which its row type and its statements are made. */
export class Table<const Its extends Columns = Columns> {
  constructor(
    readonly name: string,
    readonly columns: Its,
  ) {}

  /** Rows of some columns, for statements that change or add others; what is undefined comes as null. */
  rows<Item>(values: SomeValues<Its, Item>): Rows<Item> {
    const names = Object.keys(values);
    const arrays = names.map((name, i) => `$${i + 1}::${this.columns[name]!.sentAs}[]`);
    return {
      sql: `unnest(${arrays.join(', ')}) as x (${names.join(', ')})`,
      parameters: (items) =>
        names.map((name) => this.columns[name]!.array(items.map(values[name]!) as never[])),
    };
  }

  /**
   * Adds one row for each item, as the member `<table>_written` of a batch's statement.
   * @param end of the INSERT: what to do with rows that are there already, or what it returns
   */
  insert<Item>(values: Values<Its, Item>, end = ''): Rows<Item> {
    const names = Object.keys(this.columns);
    const { sql, parameters } = this.rows<Item>(
      Object.fromEntries(names.map((name) => [name, values[name]])) as Values<Its, Item>,
    );
    const stored = names.map((name) => this.columns[name]!.stored(`x.${name}`));
    return {
      sql: `
    ${this.name}_written as (
      insert into ${this.name} (${names.join(', ')})
      select ${stored.join(', ')} from advanced, ${sql}
      ${end}
    )`,
      parameters,
    };
  }
}
