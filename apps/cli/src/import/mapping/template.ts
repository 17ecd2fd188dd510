import type { Fields } from '@files/fields';
import { Unreadable } from '@files/unreadable';
import { Failure, usageError } from '../../failure';

/** Text in which columns stand in braces. */
export interface Template {
  /** As it was written. */
  readonly text: string;
  /** The columns that it names. */
  readonly columns: readonly string[];
  /** Makes the text of a row. @throws Unreadable where the row lacks a column or has nothing in it */
  make(fields: Fields): string;
  /** The same where empty columns are nothing; undefined where all of them are empty. */
  makeOptional(fields: Fields): string | undefined;
}

interface Part {
  /** Undefined for text that stands for itself. */
  readonly column: string | undefined;
  /** What comes out of the cell of the column. */
  readonly show: (cell: string) => string;
}

const filters: Readonly<Record<string, (text: string, ...words: string[]) => string>> = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  /** Characters from one place up to before another, both counted from 0. */
  slice: (text, from, to) => text.slice(Number(from), to === undefined ? undefined : Number(to)),
};

/**
 * Reads a template such as `customers:{id}` or `T-{token|slice:2:32|upper}`: text in which columns stand in braces,
 * each with any of the filters `upper`, `lower` and `slice:<from>:<to>` behind it.
 * @throws Failure where it is none
 */
export function parseTemplate(text: string): Template {
  const pieces = text.split(/(\{[^{}]*\})/).filter((piece) => piece !== '');
  const parts = pieces.map((piece) => (/^\{.*\}$/s.test(piece) ? parseColumn(piece) : literal(piece, text)));
  const columns = parts.flatMap(({ column }) => (column === undefined ? [] : [column]));
  const join = (fields: Fields): string =>
    parts
      .map(({ column, show }) => (column === undefined ? show('') : shownCell(column, fields, show)))
      .join('');
  return {
    text,
    columns,
    make: (fields) => {
      const empty = columns.find((column) => cellIn(column, fields) === '');
      if (empty !== undefined) throw new Unreadable(sentenceFor(empty, fields));
      return join(fields);
    },
    makeOptional: (fields) => {
      if (columns.length > 0 && columns.every((column) => cellIn(column, fields) === '')) return undefined;
      return join(fields).trim();
    },
  };
}

function literal(part: string, template: string): Part {
  if (/[{}]/.test(part))
    throw new Failure(`The template ${template} has a brace without its other.`, usageError);
  return { column: undefined, show: () => part };
}

function parseColumn(part: string): Part {
  const [column = '', ...piped] = part.slice(1, -1).split('|');
  const steps = piped.map((words) => {
    const [name = '', ...rest] = words.split(':');
    const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
    if (!filter)
      throw new Failure(`${part} names no filter; there are ${Object.keys(filters).join(', ')}.`, usageError);
    return (text: string) => filter(text, ...rest);
  });
  return { column: column.trim(), show: (cell) => steps.reduce((value, step) => step(value), cell) };
}

/** A cell of blanks alone is empty. */
function cellIn(column: string, fields: Fields): string {
  const cell = Object.hasOwn(fields, column) ? fields[column]! : '';
  return cell.trim() === '' ? '' : cell;
}

function shownCell(column: string, fields: Fields, show: Part['show']): string {
  const cell = cellIn(column, fields);
  return cell === '' ? '' : show(cell);
}

function sentenceFor(column: string, fields: Fields): string {
  if (Object.hasOwn(fields, column)) return `The column ${column} is empty.`;
  return `There is no column ${column}; there are ${Object.keys(fields).slice(0, 20).join(', ') || 'none'}.`;
}
