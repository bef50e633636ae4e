/**
 * What a person asked for: read from a form, carried in hidden fields, turned into the finder's question.
 * Need and place may stand in an address; everything else travels in the body only (chapter 10, section 5.1).
 */
import { isNeedCode, type NeedCode } from '../directory/needs.ts';
import { weekdayOf } from '../finder/calendar.ts';
import type { FinderQuery, Position } from '../finder/query.ts';
import type { Zone } from '../finder/schedule.ts';
import { asciiDigits, wallClock } from '../languages/dates.ts';
import { type FieldError, Problem } from '../http/problem.ts';

export const WHENS = ['now', 'today', 'evening', 'night', 'weekend'] as const;
export type When = (typeof WHENS)[number];
export const MUSTS = [
  'papers',
  'free',
  'reported',
  'woman',
  'man',
  'step_free',
  'child',
  'minor',
  'travel',
] as const;
export type Must = (typeof MUSTS)[number];

export type Asked = {
  need?: NeedCode;
  text?: string;
  /** Id in the gazetteer. */
  place?: number;
  /** A place as typed, not yet found in the gazetteer. */
  placeText?: string;
  position?: Position;
  when?: When;
  /** BCP 47 tags. */
  speak: readonly string[];
  must: readonly Must[];
  /** Code of the last place of the page before. */
  after?: string;
};

export const MAX_TEXT = 120;
export const MAX_FILTERS = 20;
/** After this minute of the day it is evening in the question "When can you come?". */
export const EVENING = 17 * 60;

type Fields = Readonly<Record<string, unknown>>;

function values(fields: Fields, name: string): string[] {
  const value = fields[name];
  const all = Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];
  return all.map((one) => String(one).trim()).filter((one) => one !== '');
}

/**
 * Reads form fields or a query string.
 * @throws Problem `bad_input` naming each field that is wrong and what it should be
 */
export function readAsked(fields: Fields): Asked {
  const errors: FieldError[] = [];
  const one = (name: string): string | undefined => {
    const all = values(fields, name);
    if (all.length > 1) errors.push({ field: name, expected: 'one value' });
    return all[0];
  };
  const check = (ok: boolean, field: string, expected: string): boolean => {
    if (!ok) errors.push({ field, expected });
    return ok;
  };
  const asked: { -readonly [K in keyof Asked]: Asked[K] } = { speak: [], must: [] };

  const need = one('need');
  if (need && need !== 'any' && check(isNeedCode(need), 'need', 'a need of the list'))
    asked.need = need;
  const text = one('q');
  if (text && check(text.length <= MAX_TEXT, 'q', `at most ${String(MAX_TEXT)} characters`))
    asked.text = text;
  const place = one('place');
  if (place && check(/^\d{1,9}$/.test(asciiDigits(place)), 'place', 'a number'))
    asked.place = Number(asciiDigits(place));
  const placeText = one('where');
  if (
    placeText &&
    check(placeText.length <= MAX_TEXT, 'where', `at most ${String(MAX_TEXT)} characters`)
  )
    asked.placeText = placeText;
  const lat = one('lat');
  const lon = one('lon');
  if (lat !== undefined && lon !== undefined) {
    const position = { lat: Number(lat), lon: Number(lon) };
    const inside = Math.abs(position.lat) <= 90 && Math.abs(position.lon) <= 180;
    if (check(inside, 'lat', 'degrees from -90 to 90, and lon from -180 to 180'))
      asked.position = position;
  }
  const when = one('when');
  if (
    when &&
    when !== 'any' &&
    check((WHENS as readonly string[]).includes(when), 'when', `any, ${WHENS.join(', ')}`)
  )
    asked.when = when as When;
  const speak = values(fields, 'speak');
  if (
    check(
      speak.every((tag) => /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/.test(tag)),
      'speak',
      'language tags',
    )
  )
    asked.speak = speak;
  const must = values(fields, 'must');
  if (
    check(
      must.every((code) => (MUSTS as readonly string[]).includes(code)),
      'must',
      MUSTS.join(', '),
    )
  )
    asked.must = must as Must[];
  check(speak.length + must.length <= MAX_FILTERS, 'must', `at most ${String(MAX_FILTERS)} wishes`);
  const after = one('after');
  if (after && check(/^\d{1,9}$/.test(after), 'after', 'the number of a place'))
    asked.after = after;
  if (errors.length) throw new Problem('bad_input', { errors });
  return asked;
}

/** The question as fields of a form, in a fixed order. */
export function askedFields(asked: Asked, changes: Partial<Asked> = {}): [string, string][] {
  const now: Asked = { ...asked, ...changes };
  const fields: [string, string][] = [];
  const add = (name: string, value: string | number | undefined): void => {
    if (value !== undefined && value !== '') fields.push([name, String(value)]);
  };
  add('need', now.need);
  add('q', now.text);
  add('place', now.place);
  add('lat', now.position?.lat);
  add('lon', now.position?.lon);
  add('when', now.when);
  for (const tag of now.speak) add('speak', tag);
  for (const code of now.must) add('must', code);
  add('after', now.after);
  return fields;
}

/** True when something was asked that must not stand in an address. */
export function isPrivate(asked: Asked): boolean {
  return Boolean(
    asked.text || asked.position || asked.when || asked.speak.length || asked.must.length,
  );
}

/** `?place=12`, or nothing. */
export function placeQuery(place: number | undefined): string {
  return place === undefined ? '' : `?place=${String(place)}`;
}

/** The list's own address below `/{lang}`: need and place only. */
export function listPath(asked: Asked): string {
  return `/find/${asked.need ?? 'any'}/places${placeQuery(asked.place)}`;
}

export type Surroundings = { now: number; lang: string; zone: Zone; limit: number };

/** The finder's question. */
export function finderQuery(asked: Asked, { now, lang, zone, limit }: Surroundings): FinderQuery {
  const must = new Set(asked.must);
  const place =
    asked.position ?? (asked.place === undefined ? undefined : { placeId: asked.place });
  const time = asked.when && timeWish(asked.when, now, zone);
  return {
    now,
    lang,
    limit,
    needs: asked.need ? [asked.need] : [],
    ...(asked.text ? { text: asked.text } : {}),
    ...(place ? { place } : {}),
    ...(asked.speak.length ? { languages: asked.speak } : {}),
    ...(must.has('papers') ? { papers: 'none' as const } : {}),
    ...(must.has('free') ? { free: true as const } : {}),
    ...(must.has('reported') ? { notReported: true as const } : {}),
    ...(must.has('woman')
      ? { providerSex: 'woman' as const }
      : must.has('man')
        ? { providerSex: 'man' as const }
        : {}),
    ...(must.has('step_free') ? { stepFree: true as const } : {}),
    ...(must.has('child') ? { childSpace: true as const } : {}),
    ...(must.has('minor') ? { minorAlone: true as const } : {}),
    ...(must.has('travel') ? { noTravelMoney: true as const } : {}),
    ...(time ? { time } : {}),
    ...(asked.after ? { after: asked.after } : {}),
  };
}

const EVERY_DAY = 0b1111111;
const WEEKEND = 0b1100000;

function timeWish(when: When, now: number, zone: Zone): FinderQuery['time'] {
  if (when === 'now') return { kind: 'now' };
  if (when === 'night') return { kind: 'tonight' };
  if (when === 'evening') return { kind: 'window', days: EVERY_DAY, from: EVENING, to: 24 * 60 };
  if (when === 'weekend') return { kind: 'window', days: WEEKEND, from: 0, to: 24 * 60 };
  const { day, minute } = wallClock(now, zone);
  return { kind: 'window', days: 1 << weekdayOf(day), from: minute, to: 24 * 60 };
}
