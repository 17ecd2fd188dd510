const casts: Readonly<Record<string, string>> = { bigint: '::bigint', string: '::text', number: '::int' };

/** The WHERE of a statement that is composed from those filters that were given. */
export class WhereClause {
  readonly values: unknown[] = [];
  private readonly texts: string[] = [];

  /** Adds a condition on `value`, unless there is none. */
  add(condition: (parameter: string) => string, value: string | number | bigint | undefined): void {
    if (value === undefined) return;
    this.texts.push(condition(this.parameter(value)));
  }

  /** A parameter to be written into some condition. */
  parameter(value: string | number | bigint): string {
    this.values.push(value);
    return `$${this.values.length}${casts[typeof value]}`;
  }

  /** A condition that has all its parameters already. */
  addText(condition: string): void {
    this.texts.push(condition);
  }

  toString(): string {
    return this.texts.length === 0 ? 'true' : this.texts.join(' and ');
  }
}
