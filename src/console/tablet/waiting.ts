/** What the queue shows of a visit: who, how long, what next. Pure. */
import { urgency, type Step } from '../../desk/urgency.ts';
import { adaptationsOf, type Adaptation } from '../../desk/screening.ts';
import { spokenTag, type Visit } from '../../desk/visit.ts';
import type { EventBody } from '../../desk/kinds.ts';
import type { DeskState } from './store/index.ts';

const MINUTE = 60_000;

export const waitedMinutes = (visit: Visit, now: number): number =>
  Math.max(0, Math.floor((now - visit.opened_at) / MINUTE));

/** Promised to be seen by a time that has passed. */
export const isLate = ({ queue }: Visit, now: number): boolean =>
  queue !== null && now > queue.due_at;

export type NextStep = 'language' | 'screening' | 'serve' | Step;

/** The one thing to do next: ask the language, screen, then what the rules propose first, else serve here. */
export function nextStep(visit: Visit): NextStep {
  if (!visit.languages) return 'language';
  if (!visit.screening) return 'screening';
  const [first] = urgency(visit.screening.value.answers).next_steps;
  return first ?? 'serve';
}

export const adaptations = ({ screening }: Visit): Adaptation[] =>
  screening ? adaptationsOf(screening.value.answers) : [];

/** Needs that are still open, those that she wanted no help with at the end. */
export const openNeeds = ({ needs }: Visit): Visit['needs'] =>
  needs
    .filter(({ met }) => met !== 'received')
    .toSorted(
      (a, b) =>
        Number(a.how === 'observed_help_declined') - Number(b.how === 'observed_help_declined'),
    );

export const asksForWoman = ({ wishes }: Visit): EventBody<'preference_set'>['same_sex'] | null => {
  const wish = wishes?.value.same_sex;
  return wish === 'woman' || wish === 'man' ? wish : null;
};

export const prefersToHear = ({ languages }: Visit): boolean =>
  languages?.value.modes.includes('hears') ?? false;

/** Of the own acts that wait those that go by themselves: what was not taken stays until somebody has looked at it. */
export const goingOf = ({ waiting, needsLook }: Pick<DeskState, 'waiting' | 'needsLook'>): number =>
  Math.max(0, waiting - needsLook.filter(({ state }) => state === 'needs_look').length);

export { spokenTag };

/**
 * The visits that are shown: not those in other hands, of which nothing is told, and not those that were undone whole.
 */
export const shown = (visits: Iterable<Visit>): Visit[] =>
  [...visits].filter(
    ({ in_other_hands, lines }) =>
      !in_other_hands &&
      lines.some(({ event, struck }) => !struck && !['voided', 'corrected'].includes(event.kind)),
  );

/** Whoever is in a room now, of one point. */
export const inRooms = (visits: Iterable<Visit>): Visit[] =>
  shown(visits).filter(({ state }) => state === 'called');

/** Came in, and nobody has put them into the queue yet. */
export const arrived = (visits: Iterable<Visit>): Visit[] =>
  shown(visits).filter(({ state }) => state === 'arrived');
