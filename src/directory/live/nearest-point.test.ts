import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { SpaceAgreement } from '../read/agreement.ts';
import type { PointSource } from '../read/point.ts';
import { namedPoint, nearestInForce } from './nearest-point.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const TODAY = Math.floor(NOW / 86_400_000);
const IN_FORCE: SpaceAgreement = { kind: 'formal', guarantees: [], validTo: TODAY + 200 };

function point(code: string, lat: number, agreement?: SpaceAgreement): PointSource {
  return {
    code,
    locationId: code,
    kind: 'safe_point',
    spaces: [],
    elements: [],
    listings: [],
    place: {
      id: code,
      exact: true,
      virtual: false,
      timeZone: 'UTC',
      name: { source: 'en', in: { en: `Point ${code}`, ar: `نقطة ${code}` } },
      position: { lat, lon: 9 },
    },
    ...(agreement ? { agreement } : {}),
  };
}

test('the nearest point is named, and only one whose agreement is in force today', () => {
  const broken = point('10', 41, { ...IN_FORCE, breachedOn: TODAY - 1 });
  const near = [
    broken,
    point('20', 41.01),
    point('30', 41.02, { ...IN_FORCE, breachedOn: TODAY }),
    point('40', 41.03, { ...IN_FORCE, validTo: TODAY - 1 }),
    point('50', 41.04, { ...IN_FORCE, validFrom: TODAY + 2 }),
  ];
  expect(nearestInForce(broken, near, NOW)).toBeUndefined();
  const lapsing = point('60', 41.2, { ...IN_FORCE, validTo: TODAY });
  const far = point('70', 42, IN_FORCE);
  expect(nearestInForce(broken, [far, ...near, lapsing], NOW)?.code).toBe('60');
  // The day after, its agreement has ended too.
  expect(nearestInForce(broken, [far, ...near, lapsing], NOW + 86_400_000)?.code).toBe('70');
  expect(namedPoint(far, 'ar')).toEqual({ code: '70', name: { text: 'نقطة 70', lang: 'ar' } });
});

test('a point that hides its place is measured from its district; without either nobody is named', () => {
  const far = point('70', 42, IN_FORCE);
  const hidden = point('10', 41);
  const { position = { lat: 0, lon: 0 }, ...place } = hidden.place;
  expect(
    nearestInForce({ ...hidden, place: { ...place, areaPosition: position } }, [far], NOW)?.code,
  ).toBe('70');
  expect(nearestInForce({ ...hidden, place }, [far], NOW)).toBeUndefined();
});

test('no point in force is ever nearer than the one that is named', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -6000, max: 6000 }), fc.boolean()), { maxLength: 30 }),
      (all) => {
        const from = point('1', 41);
        const points = all.map(([step, inForce], n) =>
          point(String(n + 2), 41 + step / 1000, inForce ? IN_FORCE : undefined),
        );
        const steps = all.flatMap(([step, inForce]) => (inForce ? [Math.abs(step)] : []));
        const named = nearestInForce(from, points, NOW);
        const away = named ? Math.abs((named.place.position?.lat ?? 0) - 41) * 1000 : undefined;
        if (steps.length === 0) expect(named).toBeUndefined();
        else expect(away).toBeCloseTo(Math.min(...steps), 6);
      },
    ),
  );
});
