/** Coordinates that cannot be true are left out; the record stays, found by its area (chapter 10, section 7). */
import { finding, type Finding } from '../finding.ts';
import { liesIn, type Territory } from '../territory.ts';

type Values = Record<string, unknown>;

/**
 * Checks the pair before the single columns are read; gives what is wrong, and takes both out of `values`
 * when they cannot be true. Outside the territory they may be (help beyond a border): they stay, and are reported.
 */
export function checkCoordinates(values: Values, territory?: Territory): Finding[] {
  const lat = number(values['latitude']);
  const lon = number(values['longitude']);
  if (lat === undefined && lon === undefined)
    return drop(values, isGiven(values) ? 'bad' : undefined);
  if (lat === undefined || lon === undefined) return drop(values, 'bad');
  if (Math.abs(lat) <= 1e-4 && Math.abs(lon) <= 1e-4) return drop(values, 'zero');
  if (Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90)
    return drop(values, 'swapped');
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return drop(values, 'bad');
  const isOutside = territory !== undefined && !liesIn(territory, lat, lon);
  if (isOutside && Math.abs(lon) <= 90 && liesIn(territory, lon, lat))
    return drop(values, 'swapped');
  values['latitude'] = lat;
  values['longitude'] = lon;
  return isOutside ? [OUTSIDE] : [];
}

/** No numbers: the report may speak of a place that must stay hidden. */
const OUTSIDE = finding(
  'outside_territory',
  'The coordinates lie outside the territory that the gazetteer knows; they are kept as they are.',
  {
    column: 'latitude',
    suggestion:
      'Check signs and digits at the source; if the place is abroad, nothing need be done.',
  },
);

function isGiven(values: Values): boolean {
  return [values['latitude'], values['longitude']].some(
    (one) => one !== undefined && one !== null && one !== '',
  );
}

function number(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*[+-]?\d{1,3}(?:[.,]\d{0,20})?\s*$/.test(value))
    return undefined;
  return Number(value.replace(',', '.'));
}

const SENTENCES = {
  bad: ['bad_coordinate', 'The coordinates are not two numbers in range; they are not used.'],
  zero: ['zero_coordinate', 'The coordinates are 0, 0 (nowhere); they are not used.'],
  swapped: ['swapped_coordinate', 'Latitude and longitude look swapped; they are not used.'],
} as const;

function drop(values: Values, why: keyof typeof SENTENCES | undefined): Finding[] {
  const cleared =
    why === undefined && (values['latitude'] === null || values['longitude'] === null);
  if (!cleared) {
    delete values['latitude'];
    delete values['longitude'];
  }
  if (why === undefined) return [];
  const [code, sentence] = SENTENCES[why];
  return [
    finding(code, sentence, {
      column: 'latitude',
      suggestion:
        why === 'swapped'
          ? 'Exchange latitude and longitude at the source; exchanged they are a place that can be.'
          : 'Correct them at the source.',
    }),
  ];
}
