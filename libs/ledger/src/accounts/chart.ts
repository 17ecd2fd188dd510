import { checkLimits, requireCurrency } from '../money/currency';
import { Refusal } from '../refusal';
import type { ChartPattern, LedgerState } from '../state';

export interface DeclareChart {
  readonly type: 'DeclareChart';
  readonly patterns: readonly ChartPattern[];
}

/** The whole chart, replacing an earlier one; accounts that are open keep the terms they have. */
export interface ChartDeclared {
  readonly type: 'ChartDeclared';
  readonly body: { readonly patterns: readonly ChartPattern[] };
}

/** @throws Refusal ChartPatternsContradict, CurrencyNotRegistered and those of limits */
export function declareChart(state: LedgerState, { patterns }: DeclareChart): ChartDeclared[] {
  const seen = new Set<string>();
  for (const { pattern } of patterns) {
    if (seen.has(pattern)) {
      throw new Refusal('ChartPatternsContradict', `The pattern ${pattern} is declared twice.`, { pattern });
    }
    seen.add(pattern);
  }
  return [{ type: 'ChartDeclared', body: { patterns: patterns.map((line) => checkedPattern(state, line)) } }];
}

function checkedPattern(state: LedgerState, line: ChartPattern): ChartPattern {
  const place = { pattern: line.pattern };
  line.currencies?.forEach((code) => requireCurrency(state, code, place));
  return {
    ...(line.currencies && { currencies: [...line.currencies].sort() }),
    ...(line.limits && { limits: checkLimits(state, line.limits, place) }),
    pattern: line.pattern,
    type: line.type,
  };
}

export function chartDeclared(state: LedgerState, { patterns }: ChartDeclared['body']): void {
  const before = state.chart;
  state.chart = patterns;
  state.undo?.push(() => {
    state.chart = before;
  });
}

/**
 * The line of the chart that opens `path`. Where several match, the one whose first differing segment is
 * written out wins over the one that has `*` there, so the answer never depends on the order of the chart.
 */
export function patternFor(state: LedgerState, path: string): ChartPattern | undefined {
  const segments = path.split(':');
  return state.chart
    .filter(({ pattern }) => matches(pattern.split(':'), segments))
    .reduce<ChartPattern | undefined>(
      (best, line) => (best && !isMoreExact(line, best) ? best : line),
      undefined,
    );
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length && pattern.every((part, i) => part === '*' || part === segments[i])
  );
}

function isMoreExact(a: ChartPattern, b: ChartPattern): boolean {
  const left = a.pattern.split(':');
  const right = b.pattern.split(':');
  const differing = left.findIndex((part, i) => part !== right[i]);
  return differing !== -1 && right[differing] === '*';
}
