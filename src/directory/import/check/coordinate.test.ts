import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCoordinates } from './coordinate.ts';

const SELMORA = { south: 37, north: 41, west: -24, east: -19 };
const check = (latitude: unknown, longitude: unknown, territory = SELMORA) => {
  const values: Record<string, unknown> = { latitude, longitude };
  const codes = checkCoordinates(values, territory).map(({ code }) => code);
  return { codes, ...values };
};

describe('coordinates', () => {
  it('in the territory are kept and need no word', () => {
    expect(check('38.885', '-21.615')).toEqual({ codes: [], latitude: 38.885, longitude: -21.615 });
  });

  it('outside it are kept as they are, and reported', () => {
    expect(check(38.885, 21.615)).toEqual({
      codes: ['outside_territory'],
      latitude: 38.885,
      longitude: 21.615,
    });
  });

  it('that lie in it the other way round are not used', () => {
    expect(check(-21.615, 38.885)).toEqual({ codes: ['swapped_coordinate'] });
    expect(check(121.615, 38.885)).toEqual({ codes: ['swapped_coordinate'] });
  });

  it('of nowhere are not used', () => {
    expect(check(0, 0)).toEqual({ codes: ['zero_coordinate'] });
    expect(check('0.0', '0')).toEqual({ codes: ['zero_coordinate'] });
  });

  it('are never changed, and no finding holds a number of them', () => {
    const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
    fc.assert(
      fc.property(degrees(90), degrees(180), (lat, lon) => {
        const values: Record<string, unknown> = { latitude: lat, longitude: lon };
        const findings = checkCoordinates(values, SELMORA);
        if (values['latitude'] !== undefined)
          expect(values).toEqual({ latitude: lat, longitude: lon });
        else expect(findings).toHaveLength(1);
        expect(findings.map((one) => `${one.sentence} ${one.suggestion}`).join()).not.toMatch(
          /\d\.\d/,
        );
      }),
    );
  });
});
