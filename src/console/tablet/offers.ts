/** What a point gives: services by the codes of needs, and the things that are counted in pieces. */
import { NEVER_OF_A_PERSON } from '../../desk/values.ts';
import { needBranch, NEED_CODES } from '../../directory/needs.ts';
import type { DeskEvent } from '../../desk/operation.ts';
import type { EventBody } from '../../desk/kinds.ts';
import type { ItemCode } from '../../desk/told.ts';
import { notUndone } from '../../desk/visit.ts';

/** Services that hand something over; the others are consultations, counted by topic. */
const ITEM_OF: Readonly<Record<string, ItemCode>> = {
  'food.meal': 'meal',
  'food.groceries': 'meal',
  'food.baby': 'baby_food',
  'water.drinking': 'water',
  'items.clothing': 'clothing',
  'items.shoes': 'shoes',
  'items.hygiene': 'hygiene_kit',
  'items.menstrual': 'hygiene_kit',
  'items.package': 'blanket',
  'items.baby': 'nappies',
  'talk.phone_wifi': 'sim_card',
};

/** Offered where the point has no list of its own. */
const USUAL = [
  'food.meal',
  'water.drinking',
  'items.clothing',
  'items.shoes',
  'health.first_aid',
  'talk.information',
  'talk.charging',
  'law.information',
  'items.hygiene',
];

export const itemOf = (service: string): ItemCode | undefined => ITEM_OF[service];

/** The subject of a consultation: the branch of its need. */
export const topicOf = (service: string): string | undefined =>
  ITEM_OF[service] || ['food', 'water', 'items'].includes(needBranch(service))
    ? undefined
    : needBranch(service);

/** The services that were switched on when the point opened today. */
export function openedServices(events: readonly DeskEvent[]): string[] | undefined {
  const opened = notUndone(events, 'point_opened').at(-1);
  return opened ? (opened.body as EventBody<'point_opened'>).services : undefined;
}

export const offered = (
  today: readonly string[] | undefined,
  listed: readonly string[],
): string[] => (today?.length ? [...today] : listed.length ? [...listed] : USUAL);

const leaves = NEED_CODES.filter((code) => code.includes('.') && !NEVER_OF_A_PERSON.includes(code));

/** Needs to pick from: those already seen, then by how often they were seen at this point today, then what is offered. */
export function favourites(
  seen: readonly string[],
  events: readonly DeskEvent[],
  services: readonly string[],
): string[] {
  const often = new Map<string, number>();
  for (const { kind, body } of events)
    if (kind === 'need_seen') {
      const { code } = body as EventBody<'need_seen'>;
      often.set(code, (often.get(code) ?? 0) + 1);
    }
  const byUse = [...often].sort(([, a], [, b]) => b - a).map(([code]) => code);
  const known = new Set<string>(leaves);
  return [...new Set([...seen, ...byUse, ...services, ...USUAL])].filter((code) => known.has(code));
}

/** Services that answer a need, those of today first. */
export function servicesFor(need: string | undefined, today: readonly string[]): string[] {
  if (!need) return [...today];
  const near = today.filter((code) => code === need || needBranch(code) === needBranch(need));
  return [...new Set([...(today.includes(need) ? [need] : []), ...near, ...today, need])];
}
