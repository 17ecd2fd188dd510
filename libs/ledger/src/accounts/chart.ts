import { checkLimits, requireCurrency } from '../money/currency';
import { Refusal } from '../refusal';
import type { Chart, ChartNode, ChartPattern, LedgerState } from '../state';

/** The segment of a pattern that stands for any one segment of a path. */
const anySegment = '*';

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
  state.chart = chartOf(patterns);
}

/**
 * The line of the chart that opens `path`. Where several match, the one whose first differing segment is
 * written out wins over the one that has `*` there, so the answer never depends on the order of the chart.
 */
export function patternFor({ chart }: LedgerState, path: string): ChartPattern | undefined {
  return lineBelow(chart.root, path.split(':'), 0);
}

/** A segment that is written out is tried before `*`: whatever matches by it wins. */
function lineBelow(node: ChartNode, segments: readonly string[], depth: number): ChartPattern | undefined {
  const segment = segments[depth];
  if (segment === undefined) return node.line;
  for (const key of [segment, anySegment]) {
    const next = node.below.get(key);
    const line = next && lineBelow(next, segments, depth + 1);
    if (line) return line;
  }
  return undefined;
}

/** A chart, its patterns laid out segment by segment. */
export function chartOf(patterns: readonly ChartPattern[]): Chart {
  const root: ChartNode = { below: new Map(), line: undefined };
  for (const line of patterns) {
    let node = root;
    for (const segment of line.pattern.split(':')) {
      const next: ChartNode = node.below.get(segment) ?? { below: new Map(), line: undefined };
      node.below.set(segment, next);
      node = next;
    }
    node.line = line;
  }
  return { patterns, root };
}
