/**
 * How sure the second reader must be to overrule, in thousandths of its score. Chosen by `reader/left-out.ts` on parts that
 * were left out of its learning. Pure.
 */
import type { Firmness } from './firmness.ts';

/** What is known of a label beside its ruling. */
export type Scores = {
  /** Of the whole label; absent without words, or with too many. */
  whole: number | undefined;
  /** Of the words of the ruling with one beside. */
  around: number | undefined;
  /** A promise, the conduct of others, or a name with a noun of help. */
  excused: boolean;
  /** The name of a service by another noun: "day", "group", "house". */
  service: boolean;
};

export type Edges = {
  /** Above this a label that no rule refuses is refused. */
  refused: number;
  /** The same for the name of a service. */
  service: number;
  /** The same for what is excused. */
  excused: number;
  /** Below this a ruling falls. */
  freed: Readonly<Record<Exclude<Firmness, 'firm'>, number>>;
};

export const EDGES: Edges = {
  refused: 500,
  service: 5_000,
  excused: 4_000,
  freed: { soft: -500, offer: -500, doubtful: -1_000 },
};

/** Whether the reader is sure enough to refuse what no rule does. */
export function isRefusedAt(edges: Edges, { whole, excused, service }: Scores): boolean {
  if (whole === undefined) return false;
  return whole > (excused ? edges.excused : service ? edges.service : edges.refused);
}

/**
 * Whether the reader is sure that a ruling is wrong: of the whole label and, unless that offers advice, of the words
 * that say it, so that harmless words beside them do not talk it away.
 */
export function isFreedAt(
  { freed }: Edges,
  firmness: Firmness,
  { whole, around }: Scores,
): boolean {
  if (firmness === 'firm' || whole === undefined || whole >= freed[firmness]) return false;
  if (firmness === 'offer') return true;
  return around !== undefined && around < freed[firmness];
}
