/** What is shown of the point at which this tablet stands; what was given out stays the same until something changes. */
import type { DeskEvent } from '../../../desk/operation.ts';
import type { Visit } from '../../../desk/visit.ts';
import type { EventLog } from '../../../sync/event-log.ts';

type Point = string | undefined;

export function makeHere(log: () => EventLog): {
  events(point: Point): readonly DeskEvent[];
  visits(point: Point): ReadonlyMap<string, Visit>;
} {
  const events = remembering((of: readonly DeskEvent[], point) =>
    of.filter(({ point_id }) => point_id === point),
  );
  // Another point's queue is nobody's here.
  const visits = remembering(
    (of: ReadonlyMap<string, Visit>, point): ReadonlyMap<string, Visit> =>
      new Map([...of].filter(([, { point_id }]) => point_id === point)),
  );
  return {
    events: (point) => events(log().all(), point),
    visits: (point) => visits(log().visits(), point),
  };
}

function remembering<T>(make: (of: T, point: Point) => T): (of: T, point: Point) => T {
  let last: { of: T; point: Point; made: T } | undefined;
  return (of, point) => {
    if (!last || last.of !== of || last.point !== point)
      last = { of, point, made: make(of, point) };
    return last.made;
  };
}
