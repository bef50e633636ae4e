/**
 * Who is right when two devices, or a device and the server, say different things (design chapter 30, section 5.4). Pure, and the
 * same on both sides. Facts are a union and need no rule; places, slots and pictures come from a device's allotment.
 */
import type { EventKind } from '../desk/kinds.ts';
import type { DeskEvent, Verdict } from '../desk/operation.ts';
import { struckBy } from '../desk/visit.ts';

/** Kinds that set a value which a later one replaces: the latest by `(hlc, event_id)` is shown. */
export const SETTING_KINDS: readonly EventKind[] = [
  'language_asked',
  'preference_set',
  'screening_done',
  'space_given',
];

/** True when `a` is the later: by the hybrid clock, then by the number. */
export const isLater = (
  a: Pick<DeskEvent, 'hlc' | 'event_id'>,
  b: Pick<DeskEvent, 'hlc' | 'event_id'>,
): boolean => a.hlc > b.hlc || (a.hlc === b.hlc && a.event_id > b.event_id);

export type Settled = {
  /** Shown. */
  shown: DeskEvent;
  /** Set by somebody who did not know of it: shown beside it, and somebody asks again. */
  beside: DeskEvent[];
};

/**
 * What stands of the events of one setting kind. An event names the one that it knew and replaces in `supersedes`; those that
 * nobody replaced were made without knowing of each other, unless one worker made both on one device.
 */
export function settle(events: Iterable<DeskEvent>, kind: EventKind): Settled | undefined {
  const all = [...events];
  const replaced = struckBy(all);
  const standing = all
    .filter((one) => one.kind === kind && !replaced.has(one.event_id))
    .sort((a, b) => (isLater(a, b) ? -1 : 1));
  const [shown, ...others] = standing;
  if (!shown) return undefined;
  const said = JSON.stringify(shown.body);
  const beside = others.filter(
    (one) =>
      (one.device_id !== shown.device_id || one.actor_id !== shown.actor_id) &&
      JSON.stringify(one.body) !== said,
  );
  return { shown, beside };
}

const DAY = 86_400_000;

/** Statistics count by arrival instead when a device's clock was more than 31 days behind or 5 minutes ahead. */
export const clockDoubt = (atDevice: number, arrived: number): boolean =>
  arrived - atDevice > 31 * DAY || atDevice - arrived > 300_000;

/** A right that lapsed meanwhile: the act stands if the signed permit covered the moment at which it was made. */
export const permitCovers = (
  permit: { from: number; until: number } | undefined,
  madeAt: number,
): boolean => permit !== undefined && permit.from <= madeAt && madeAt < permit.until;

/** What becomes of a waiting operation by the server's word: only a refusal needs somebody here. */
export function fateOf({ result }: Verdict): 'accepted' | 'quarantined' | 'needs_look' {
  if (result === 'quarantined') return 'quarantined';
  return result === 'refused' ? 'needs_look' : 'accepted';
}
