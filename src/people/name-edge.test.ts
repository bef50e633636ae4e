import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeWorld, type Visit } from '../../checks/names/corpus.ts';
import { asked, circleOf } from '../../checks/names/measure.ts';
import { Circle } from './name-circle.ts';
import { aboveTable, AIM, edgeOf, MOST_ASKED, type OwnEdges, sampleOf } from './name-edge.ts';
import { skeleton } from './name-sketch.ts';
import { threshold } from './name-thresholds.ts';

const people = fc.integer({ min: 1, max: 200_000 });
const measured = (circle: Circle): OwnEdges => {
  const steps = circle.measured();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};
/** Likeness that falls off evenly: `fall` points further, 2.7 times fewer reach it. */
const evenly = (count: number, fall: number): number[] =>
  Array.from({ length: count }, (_, at) => -fall * Math.log((at + 0.5) / count));

describe('an edge', () => {
  it('is never under the table’s for its size, whatever was learned, nor under the least likeness', () => {
    fc.assert(
      fc.property(people, fc.boolean(), fc.integer({ min: -900, max: 900 }), (size, year, own) => {
        const edge = edgeOf(size, year, { withYear: own, withoutYear: own });
        expect(edge).toBe(threshold(size, year) + Math.max(0, own));
        expect(edge).toBeGreaterThanOrEqual(80);
      }),
    );
  });

  it('is the one of the table where nothing was learned', () => {
    expect(edgeOf(2500, true, undefined)).toBe(threshold(2500, true));
    expect(aboveTable([], 200)).toBe(0);
    expect(aboveTable(Array(20).fill(300), 200)).toBe(0);
  });

  it('is reached by as many strangers as are aimed at, however fast their likeness falls off', () => {
    for (const fall of [35, 45, 55]) {
      const best = evenly(20_000, fall);
      const edge = 200 + aboveTable(best, 200);
      const reached = best.filter((points) => points >= edge).length / best.length;
      expect(reached).toBeGreaterThan(AIM * 0.85);
      expect(reached).toBeLessThan(AIM * 1.3);
    }
  });

  it('rises with the likeness of strangers, and hardly with people who are held twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 40 }),
        fc.integer({ min: 5, max: 15 }),
        (fall, more) => {
          expect(aboveTable(evenly(900, fall + more), 200)).toBeGreaterThan(
            aboveTable(evenly(900, fall), 200),
          );
        },
      ),
    );
    const once = evenly(1000, 45);
    const twice = [...once, ...Array.from({ length: 60 }, (_, at) => 400 + at)];
    expect(Math.abs(aboveTable(twice, 200) - aboveTable(once, 200))).toBeLessThan(3);
  });
});

describe('a sample', () => {
  const subjects = fc.uniqueArray(fc.uuid(), { minLength: 60, maxLength: 200 });

  it('is the same whatever order people came in', () => {
    fc.assert(
      fc.property(subjects, fc.nat(), (all, turn) => {
        const at = turn % all.length;
        expect(sampleOf([...all.slice(at), ...all.slice(0, at)])).toEqual(sampleOf(all));
      }),
    );
  });

  it('asks so many at most, and one newcomer changes one of them', () => {
    const all = Array.from({ length: 3000 }, (_, at) => `person-${at}`);
    const [before, after] = [new Set(sampleOf(all)), sampleOf([...all, 'somebody new'])];
    expect(before.size).toBe(MOST_ASKED);
    expect(after.filter((subject) => !before.has(subject)).length).toBeLessThanOrEqual(1);
    // Evenly drawn: of the first half as many as of the second, give or take five deviations.
    const early = [...before].filter((subject) => Number(subject.slice(7)) < 1500).length;
    expect(Math.abs(early - 500)).toBeLessThan(5 * Math.sqrt(1000 / 6));
  });

  it('asks nobody where there are too few to tell', () => {
    expect(sampleOf(['a', 'b'])).toEqual([]);
  });
});

describe('a circle that asks itself', () => {
  const size = { people: 100, returning: 0, fresh: 30 };
  const world = makeWorld(41, 'tuning', size, 'often');
  const entries = world.pool.map(({ subject, visit }) => ({
    ...asked(visit),
    subject,
    sketch: skeleton(visit.name),
  }));
  const circleInOrder = (list: typeof entries): Circle => {
    const circle = new Circle();
    for (const entry of list) circle.add(entry);
    return circle;
  };
  const answers = (circle: Circle, visits: readonly { visit: Visit }[]) =>
    visits.map(({ visit }) => circle.evidence({ ...asked(visit), name: visit.name }, 0));

  it('finds the same edges for the same people, whatever came before', () => {
    const straight = circleInOrder(entries);
    const winding = circleInOrder(entries.toReversed());
    for (const entry of entries.slice(0, 60)) winding.remove(entry.subject);
    winding.add({ subject: 'somebody else', sketch: skeleton('Nobody Atall') });
    for (const entry of entries.slice(20, 60)) winding.add(entry);
    winding.remove('somebody else');
    for (const entry of entries.slice(0, 20)) winding.add(entry);
    const edges = measured(straight);
    expect(measured(winding)).toEqual(edges);
    expect(measured(straight)).toEqual(edges);
  });

  it('holds afterwards whom it held, and says the same of everybody', () => {
    const circle = circleInOrder(entries);
    const before = answers(circle, world.fresh);
    measured(circle);
    expect(circle.size).toBe(entries.length);
    expect(answers(circle, world.fresh)).toEqual(before);
  });

  it('proposes on more evidence where all are of one people, and on that of its size where they are not', () => {
    const one = makeWorld(
      43,
      'tuning',
      { people: 300, returning: 0, fresh: 0 },
      'always',
      'bengali',
    );
    const circle = circleOf(one);
    const usual = circle.edge(true);
    measured(circle);
    expect(circle.edge(true)).toBeGreaterThan(usual + 16);
  });

  it('takes nobody for wrong who was joined with the one asked', () => {
    const circle = circleInOrder(entries);
    const alone = measured(circle);
    // A fifth of all came twice, and were a little less alike than what is left out as certain.
    const double = entries.slice(0, 20);
    for (const entry of double) circle.add({ ...entry, subject: `${entry.subject} again` });
    const partner = (subject: string): string =>
      subject.endsWith(' again') ? subject.slice(0, -6) : `${subject} again`;
    const steps = circle.measured((subject) => new Set([partner(subject)]));
    let step = steps.next();
    while (!step.done) step = steps.next();
    expect(Math.abs(step.value.withoutYear - alone.withoutYear)).toBeLessThan(20);
    expect(measured(circle).withoutYear).toBeGreaterThan(step.value.withoutYear);
  });

  it('says no less about its people when a stranger of another script comes in', () => {
    const circle = circleInOrder(entries.filter(({ birthYear }) => birthYear !== 1901));
    const likeliest = (): number[] =>
      answers(circle, world.fresh).map(([best]) => best?.points ?? 0);
    const before = likeliest();
    for (const name of ['邓小红', '김영희', 'ዠዠዠ'])
      circle.add({ subject: name, sketch: skeleton(name), birthYear: 1901 });
    for (const [at, points] of likeliest().entries())
      expect(points).toBeGreaterThanOrEqual(before[at] as number);
  });
});
