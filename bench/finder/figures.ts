/** Times as figures: percentiles of one run, and the median of several runs. */
import { cpus, getPriority, loadavg, totalmem } from 'node:os';

export type Figures = { count: number; p50: number; p99: number; most: number };

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Milliseconds of one run. */
export function figuresOf(times: readonly number[]): Figures {
  const sorted = times.slice().sort((a, b) => a - b);
  return {
    count: sorted.length,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    most: sorted.at(-1) ?? Number.NaN,
  };
}

/** Figures of each question at the quietest of its runs: what other programs on the machine took is left out. */
export function quietest(runs: readonly (readonly number[])[]): Figures {
  const [first = [], ...others] = runs;
  return figuresOf(first.map((time, i) => Math.min(time, ...others.map((run) => run[i] ?? time))));
}

/** Each figure is the median of the runs' figures. */
export function medianOf(runs: readonly Figures[]): Figures {
  const middle = (pick: (run: Figures) => number): number =>
    runs.map(pick).sort((a, b) => a - b)[Math.floor(runs.length / 2)] ?? Number.NaN;
  return {
    count: runs[0]?.count ?? 0,
    p50: middle((run) => run.p50),
    p99: middle((run) => run.p99),
    most: middle((run) => run.most),
  };
}

export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${memory} GB, Node ${process.versions.node}, priority (nice) ${getPriority()}`;
}

/** Processes that wanted the processors in the last minute, this bench among them. */
export function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}

export const ms = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(3);
