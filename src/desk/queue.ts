/** The order of the queue (VUL-02; design chapter 30, section 3.5): `now` first, then by the time promised. One rule, in sight. */
import type { Visit } from './visit.ts';

/** Who waits, in order. `due_at` only ever comes nearer, so that nobody starves. */
export function queueOf(visits: Iterable<Visit>): Visit[] {
  return [...visits].filter(({ state }) => state === 'waiting').sort(before);
}

function before(a: Visit, b: Visit): number {
  const [x, y] = [a.queue, b.queue];
  if (!x || !y) return x ? -1 : y ? 1 : 0;
  const now = Number(y.level === 'now') - Number(x.level === 'now');
  if (now) return now;
  return x.due_at - y.due_at || x.joined_at - y.joined_at || (a.visit_id < b.visit_id ? -1 : 1);
}

/** How many places in the order were changed by hand: shown beside the queue, each with its reason. */
export const movedByHand = (visits: readonly Visit[]): number =>
  visits.filter(({ queue }) => queue?.moves.length).length;
