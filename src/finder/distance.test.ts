import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  distanceBand,
  haversine,
  haversineToMetres,
  metresToHaversine,
  RING_EDGES_M,
  ringOf,
  TERRITORY_RING,
} from './distance.ts';

const latitude = fc.double({ min: -90, max: 90, noNaN: true });
const longitude = fc.double({ min: -180, max: 180, noNaN: true });

describe('haversine', () => {
  it('knows the distance from Paris to London (343.6 km on the sphere)', () => {
    const metres = haversineToMetres(haversine(48.8566, 2.3522, 51.5074, -0.1278));
    expect(metres / 1000).toBeCloseTo(343.56, 1);
  });

  it('agrees with the angle between the points as vectors', () => {
    fc.assert(
      fc.property(latitude, longitude, latitude, longitude, (lat1, lon1, lat2, lon2) => {
        const vector = (lat: number, lon: number): number[] => {
          const phi = (lat * Math.PI) / 180;
          const lambda = (lon * Math.PI) / 180;
          return [
            Math.cos(phi) * Math.cos(lambda),
            Math.cos(phi) * Math.sin(lambda),
            Math.sin(phi),
          ];
        };
        const a = vector(lat1, lon1);
        const b = vector(lat2, lon2);
        const chord = Math.hypot(...a.map((value, i) => value - (b[i] as number)));
        const metres = 2 * 6_371_008.8 * Math.asin(Math.min(1, chord / 2));
        expect(
          Math.abs(haversineToMetres(haversine(lat1, lon1, lat2, lon2)) - metres),
        ).toBeLessThan(0.5);
      }),
    );
  });

  it('is turned back from metres, and stops at the far side of the earth', () => {
    for (const metres of [0, 1, 1730, 3000, 100_000, 19_000_000]) {
      expect(haversineToMetres(metresToHaversine(metres))).toBeCloseTo(metres, 3);
    }
    expect(metresToHaversine(30_000_000)).toBe(1);
  });
});

describe('rings and bands', () => {
  it('puts an edge into the inner ring and the next metre into the outer', () => {
    for (const [ring, edge] of RING_EDGES_M.entries()) {
      expect(ringOf(metresToHaversine(edge))).toBe(ring);
      expect(ringOf(metresToHaversine(edge + 1))).toBe(ring + 1);
    }
    expect(ringOf(1)).toBe(TERRITORY_RING);
  });

  it('never gives a farther place a lower band, and keeps within 8 bits', () => {
    let before = 0;
    for (let metres = 0; metres < 20_000_000; metres = metres * 1.01 + 5) {
      const band = distanceBand(metresToHaversine(metres));
      expect(band).toBeGreaterThanOrEqual(before);
      before = band;
    }
    expect(before).toBeLessThanOrEqual(254);
    expect(distanceBand(0)).toBe(0);
    expect(distanceBand(metresToHaversine(49))).toBe(0);
    expect(distanceBand(metresToHaversine(51))).toBe(1);
  });
});
