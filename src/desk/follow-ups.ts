/** What was promised to be looked at again, and is not done. Pure. */
import type { DeskEvent } from './operation.ts';
import type { Visit } from './visit.ts';

/**
 * Done takes the place of the one promise that it keeps; one without such a word, of an older app, closes all that were made before it.
 * @param visits of one person
 */
export function openFollowUps(visits: readonly Pick<Visit, 'lines'>[]): DeskEvent[] {
  const live = visits.flatMap(({ lines }) =>
    lines.flatMap(({ event, struck }) => (struck ? [] : event)),
  );
  const done = live.filter(({ kind }) => kind === 'follow_up_done');
  const kept = new Set(done.map(({ supersedes }) => supersedes));
  const closing = done.filter(({ supersedes }) => !supersedes);
  return live.filter(
    ({ kind, event_id, at }) =>
      kind === 'follow_up_set' && !kept.has(event_id) && !closing.some((one) => one.at >= at),
  );
}
