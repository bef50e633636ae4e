/** Finds everybody of a made-up world in a circle, without a threshold, and says what each threshold would give. */
import { Circle } from '../../src/people/name-circle.ts';
import { skeleton } from '../../src/people/name-sketch.ts';
import type { Held, Visit, World } from './corpus.ts';

export type Outcome = {
  /** For each returning person, the evidence at which it is found and how many stand before it. */
  returning: { held: Held; first: string; points: number; before: number }[];
  /** For each new person, the evidence for the best wrong one. */
  fresh: { kind: string; culture: string; points: number; visit: Visit; wrong: string }[];
};
const NOT_FOUND = -9999;

export function circleOf(world: World): Circle {
  const circle = new Circle();
  for (const { subject, visit } of world.pool)
    circle.add({ ...asked(visit), subject, sketch: skeleton(visit.name) });
  return circle;
}

/** What the question at the desk carries beside the name (`POST /api/people/similar`): no telephone. */
export function asked({ birthYear, ageBand }: Visit) {
  return {
    ...(birthYear === undefined ? {} : { birthYear }),
    ...(ageBand === undefined ? {} : { ageBand }),
  };
}

export function measure(world: World, circle: Circle, edge = 60): Outcome {
  const names = new Map(world.pool.map(({ subject, visit }) => [subject, visit.name]));
  const returning = world.returning.map((held) => {
    const found = circle.evidence({ ...asked(held.visit), name: held.visit.name }, edge);
    const before = found.findIndex(({ subject }) => subject === held.subject);
    const points = found[before]?.points ?? NOT_FOUND;
    return { held, first: names.get(held.subject) ?? '', points, before };
  });
  const fresh = world.fresh.map(({ kind, culture, visit }) => {
    const [best] = circle.evidence({ ...asked(visit), name: visit.name }, edge);
    return {
      kind,
      culture,
      visit,
      points: best?.points ?? NOT_FOUND,
      wrong: names.get(best?.subject ?? '') ?? '',
    };
  });
  return { returning, fresh };
}

/** The least threshold at which no more than this share of new people is prompted wrongly. */
export function thresholdFor(fresh: readonly { points: number }[], share: number): number {
  const points = fresh.map((one) => one.points).sort((one, other) => other - one);
  return (points[Math.floor(points.length * share)] ?? 0) + 1;
}

export function recallAt(
  rows: readonly { points: number; before: number }[],
  threshold: number,
  most = 5,
): number {
  const found = rows.filter(
    ({ points, before }) => points >= threshold && before >= 0 && before < most,
  );
  return found.length / Math.max(1, rows.length);
}

/** A share in percent with the interval in which the true one lies in 95 of 100 such runs (Wilson 1927). */
export function within(share: number, of: number): string {
  const z = 1.96;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const off =
    (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  const percent = (value: number): string => (Math.abs(value) * 100).toFixed(1);
  return `${percent(share)} % (${percent(middle - off)} to ${percent(middle + off)})`;
}
