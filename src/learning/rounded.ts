/** Learned weights as small whole numbers, the largest of them only: what a file keeps. Pure. */
import { MOST } from './signs.ts';

/** The share of the largest weights that are cut to the largest step. */
const CUT = 0.002;

/**
 * Keeps the `most` largest weights, in steps; the few largest of all would waste most steps.
 * @returns the steps, and what one of them stands for
 */
export function rounded(weights: Float64Array, most: number): { step: number; steps: Int8Array } {
  const order = Array.from(weights.keys())
    .filter((slot) => weights[slot] !== 0)
    .sort((a, b) => Math.abs(weights[b] ?? 0) - Math.abs(weights[a] ?? 0) || a - b);
  const step = Math.abs(weights[order[Math.floor(order.length * CUT)] ?? 0] ?? 1) / MOST;
  const steps = new Int8Array(weights.length);
  for (const slot of order.slice(0, most))
    steps[slot] = Math.max(-MOST, Math.min(MOST, Math.round((weights[slot] ?? 0) / step)));
  return { step, steps };
}
