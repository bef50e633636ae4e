/**
 * Information points and routes (INFO-08, INFO-01; chapter 10, section 4.5): the cards, needs and languages of a border, a port or
 * a motorway stop, and what changes from one point of a way to the next. Pure.
 */
import type { NeedCode } from '../directory/needs.ts';
import { haversine, haversineToMetres } from '../finder/distance.ts';

export const POINT_KINDS = [
  'border',
  'port',
  'airport',
  'station',
  'motorway',
  'camp',
  'centre',
  'mobile',
] as const;
export type PointKind = (typeof POINT_KINDS)[number];

export const MOST_POINT_CARDS = 12;
export const MOST_POINT_NEEDS = 8;
export const MOST_POINT_LANGUAGES = 6;
export const ROUTE_POINTS = { least: 2, most: 20 } as const;

type Position = { lat: number; lon: number };
export type ByLanguage = Readonly<Record<string, string>>;

export type InfoPoint = {
  code: number;
  territory: string;
  kind: PointKind;
  /** Name by language code. */
  name: ByLanguage;
  /** Place of the gazetteer. */
  place: number;
  /** Where it stands, when that is known more nearly than its place. */
  position?: Position;
  /** Middle of its place. */
  middle: Position;
  /** Numbers of cards, the first one first. */
  cards: readonly number[];
  /** Needs whose nearest places are shown. */
  needs: readonly NeedCode[];
  /** Languages of its prints and of the question on its tablet. */
  languages: readonly string[];
  version: number;
};

export type InfoRoute = {
  code: number;
  territory: string;
  name: ByLanguage;
  /** Numbers of information points in the order in which people come to them. */
  points: readonly number[];
  version: number;
};

/** A text in the language asked for, else in English, else in the first that there is. */
export function inLanguageOf(name: ByLanguage, lang: string): { text: string; lang: string } {
  const code = [lang, 'en', ...Object.keys(name)].find((one) => name[one] !== undefined) ?? 'en';
  return { text: name[code] ?? '', lang: code };
}

export type Stop = {
  point: InfoPoint;
  /** Metres in a straight line from the point before; absent at the first. */
  fromM?: number;
  /** Cards that the point before does not have; at the first, all. */
  newCards: readonly number[];
  /** Kinds of help that the point before does not look for. */
  newNeeds: readonly NeedCode[];
};

/** The points of a route in their order, each with what is other than at the one before. */
export function stopsOf(points: readonly InfoPoint[]): readonly Stop[] {
  return points.map((point, at) => {
    const before = points[at - 1];
    const isNew =
      <T>(had: readonly T[] | undefined) =>
      (one: T): boolean =>
        !had?.includes(one);
    return {
      point,
      ...(before ? { fromM: metresBetween(standsAt(before), standsAt(point)) } : {}),
      newCards: point.cards.filter(isNew(before?.cards)),
      newNeeds: point.needs.filter(isNew(before?.needs)),
    };
  });
}

const metresBetween = (a: Position, b: Position): number =>
  haversineToMetres(haversine(a.lat, a.lon, b.lat, b.lon));

export const standsAt = ({ position, middle }: InfoPoint): Position => position ?? middle;

/** `39.2041, -20.8502` as somebody typed or copied it, with digits 0-9; nothing when it is no position. */
export function readPosition(text: string): Position | undefined {
  const found = /^\s*(-?\d{1,2}(?:\.\d{1,8})?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d{1,8})?)\s*$/.exec(text);
  if (!found) return undefined;
  const [lat, lon] = [Number(found[1]), Number(found[2])];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}
