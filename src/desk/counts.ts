/**
 * Three counts that never mix (STA-02; design chapter 30, section 2.2): items, visits and people. They are three types,
 * and nothing adds one to another.
 */
import type { EventBody } from './kinds.ts';
import type { DeskEvent } from './operation.ts';
import { isAfterwards, notUndone, type Visit } from './visit.ts';

declare const unit: unique symbol;
export type Items = number & { readonly [unit]: 'items' };
export type Visits = number & { readonly [unit]: 'visits' };
export type People = number & { readonly [unit]: 'people' };

/** On what a number of people rests: tokens alone, or from there to "and everybody without one". */
export type PeopleCount =
  | { basis: 'TOKEN'; people: People }
  | { basis: 'RANGE'; from: People; to: People };

export type Counts = {
  items: ReadonlyMap<string, Items>;
  visits: Visits;
  people: PeopleCount;
  /** Consultations by topic: one visit may hold several (PT-04). */
  topics: ReadonlyMap<string, number>;
};

/** Who stands for a token after merges; the token itself when nothing was joined. */
export type RootOf = (subject: string) => string;

/** A line that somebody deleted from her record has no time on its clock: what is left of it counts, and leads to nobody. */
const isEmptied = ({ hlc }: DeskEvent): boolean => Number.parseInt(hlc, 16) === 0;

/** Of these events the hand-outs whose line was deleted, and which are in no visit any more: the thing was given all the same. */
export const leftOf = (events: readonly DeskEvent[]): DeskEvent[] =>
  notUndone(events, 'service_given').filter((event) => !event.visit_id && isEmptied(event));

/**
 * Counts what happened at one point. `dayOf` gives the civil date of a moment there, `YYYY-MM-DD`.
 * A visit counts when something happened in it after its opening, also when she deleted what it was; the same person twice on one day
 * counts once.
 * @param left what is left of deleted hand-outs (`leftOf`), of the same days
 */
export function countsOf(
  visits: Iterable<Visit>,
  {
    dayOf,
    rootOf = (subject) => subject,
    left = [],
  }: { dayOf: (ms: number) => string; rootOf?: RootOf; left?: readonly DeskEvent[] },
): Counts {
  const items = new Map<string, Items>();
  const topics = new Map<string, number>();
  const contacts = new Set<string>();
  const roots = new Set<string>();
  let nameless = 0;
  const given = ({ body }: DeskEvent): void => {
    const { item_code, quantity = 1, topic } = body as EventBody<'service_given'>;
    if (item_code) items.set(item_code, ((items.get(item_code) ?? 0) + quantity) as Items);
    if (topic) topics.set(topic, (topics.get(topic) ?? 0) + 1);
  };
  left.forEach(given);
  for (const visit of visits) {
    const { subject, lines, heads, visit_id, in_other_hands } = visit;
    const root = subject ? rootOf(subject) : null;
    for (const { event, struck } of lines)
      if (!struck && event.kind === 'service_given') given(event);
    const happened =
      in_other_hands ||
      lines.some(
        ({ event, struck }) =>
          !struck &&
          (isEmptied(event) ||
            !['visit_opened', 'voided', 'corrected', 'visit_closed'].includes(event.kind)),
      );
    if (!happened || isAfterwards(visit)) continue;
    contacts.add(root ? `${root} ${dayOf(visit.opened_at)}` : visit_id);
    if (root) roots.add(root);
    // A token stands for one; who came with her has none of her own.
    nameless += root ? heads - 1 : heads;
  }
  const tokens = roots.size as People;
  return {
    items,
    topics,
    visits: contacts.size as Visits,
    people:
      nameless > 0
        ? { basis: 'RANGE', from: tokens, to: (tokens + nameless) as People }
        : { basis: 'TOKEN', people: tokens },
  };
}
