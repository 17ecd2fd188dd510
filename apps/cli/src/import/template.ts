import { Failure } from '../failure';
import type { Fields } from './fields';
import { Unreadable } from './unreadable';

/** Makes a text of a row. @throws Unreadable where the row lacks a column or has nothing in it */
export type Template = (fields: Fields) => string;

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
  const parts = text.split(/(\{[^{}]*\})/).filter((part) => part !== '');
  const makers = parts.map((part): Template =>
    /^\{.*\}$/s.test(part) ? parseColumn(part) : literal(part, text),
  );
  return (fields) => makers.map((make) => make(fields)).join('');
}

function literal(part: string, template: string): Template {
  if (/[{}]/.test(part)) throw new Failure(`The template ${template} has a brace without its other.`, 3);
  return () => part;
}

function parseColumn(part: string): Template {
  const [column = '', ...piped] = part.slice(1, -1).split('|');
  const steps = piped.map((words) => {
    const [name = '', ...rest] = words.split(':');
    const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
    if (!filter)
      throw new Failure(`${part} names no filter; there are ${Object.keys(filters).join(', ')}.`, 3);
    return (text: string) => filter(text, ...rest);
  });
  return (fields) => {
    const text = Object.hasOwn(fields, column) ? fields[column]! : '';
    if (text === '') throw new Unreadable(`There is nothing in the column ${column}.`);
    return steps.reduce((value, step) => step(value), text);
  };
}
