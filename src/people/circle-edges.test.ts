import { describe, expect, it } from 'vitest';
import { makeWorld } from '../../checks/names/corpus.ts';
import { circleOf } from '../../checks/names/measure.ts';
import { circleEdges } from './circle-edges.ts';
import type { Circle } from './name-circle.ts';
import { skeleton } from './name-sketch.ts';

const world = makeWorld(47, 'tuning', { people: 90, returning: 0, fresh: 0 }, 'always', 'persian');
const edgesOf = (circle: Circle): number[] => [circle.edge(true), circle.edge(false)];
const asked = (circle: Circle): number[] => {
  const steps = circle.measured();
  while (!steps.next().done);
  return edgesOf(circle);
};

describe('circles that ask themselves beside the questions', () => {
  it('learn the same as at once, and remember it for the next time they are read', async () => {
    const edges = circleEdges({ slice: 1, rest: 0 });
    const [circle, again] = [circleOf(world), circleOf(world)];
    const usual = edgesOf(circle);
    const done = edges.measure('here', circle, []);
    expect(edges.measuring('here')).toBe(true);
    expect(edgesOf(circle)).toEqual(usual);
    expect(await done).toBe(true);
    expect(edges.measuring('here')).toBe(false);
    expect(edgesOf(circle)).toEqual(asked(circleOf(world)));
    expect(edgesOf(circle)).not.toEqual(usual);
    edges.remind('elsewhere', again);
    expect(edgesOf(again)).toEqual(usual);
    edges.remind('here', again);
    expect(edgesOf(again)).toEqual(edgesOf(circle));
  });

  it('leave longer rests while the desks are busy, and learn the same', async () => {
    const slices = { busy: 0, calm: 0 };
    for (const kind of ['busy', 'calm'] as const) {
      const circle = circleOf(world);
      const edges = circleEdges({
        slice: 0,
        rest: 20,
        isBusy: () => {
          slices[kind]++;
          return kind === 'busy';
        },
      });
      const done = edges.measure('here', circle, []);
      const until = performance.now() + 500;
      while (performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
      edges.stop('here');
      expect(await done).toBe(false);
    }
    expect(slices.busy).toBeGreaterThan(0);
    expect(slices.calm).toBeGreaterThan(slices.busy);
    const edges = circleEdges({ slice: 5, rest: 0, isBusy: () => true });
    const circle = circleOf(world);
    expect(await edges.measure('here', circle, [])).toBe(true);
    expect(edgesOf(circle)).toEqual(asked(circleOf(world)));
  });

  it('let people come and go meanwhile', async () => {
    const edges = circleEdges({ slice: 0, rest: 0 });
    const circle = circleOf(world);
    const done = edges.measure('here', circle, []);
    for (const { subject } of world.pool.slice(0, 20)) {
      await new Promise((resolve) => setImmediate(resolve));
      circle.remove(subject);
    }
    circle.add({ subject: 'new', sketch: skeleton('Teodros Weldegiorgis') });
    expect(await done).toBe(true);
    expect(circle.size).toBe(71);
    expect(circle.similar({ name: 'Tewodros Weldegiyorgis' }).map((one) => one.subject)).toEqual([
      'new',
    ]);
  });

  it('end unfinished when the circle leaves the memory or another begins', async () => {
    const edges = circleEdges({ slice: 0, rest: 0 });
    const circle = circleOf(world);
    const usual = edgesOf(circle);
    const [first, second] = [edges.measure('a', circle, []), edges.measure('a', circle, [])];
    const other = edges.measure('b', circle, []);
    expect(await first).toBe(false);
    edges.stop('a');
    expect(await second).toBe(false);
    edges.close();
    expect(await other).toBe(false);
    expect(edgesOf(circle)).toEqual(usual);
    expect(circle.size).toBe(90);
  });

  it('leave out those who were joined, by whoever stands for them', async () => {
    const edges = circleEdges({ slice: 5, rest: 0 });
    const circle = circleOf(world);
    const alone = asked(circleOf(world));
    const joined: [string, string][] = [];
    for (const { subject, visit } of world.pool.slice(0, 15))
      for (const token of ['second', 'third']) {
        circle.add({ subject: `${token} ${subject}`, sketch: skeleton(visit.name) });
        joined.push([`${token} ${subject}`, subject]);
      }
    await edges.measure('here', circle, []);
    const [, apart = 0] = edgesOf(circle);
    await edges.measure('here', circle, joined);
    const [, together = 0] = edgesOf(circle);
    expect(together).toBeLessThan(apart);
    expect(Math.abs(together - (alone[1] ?? 0))).toBeLessThan(40);
  });
});
