/** The kinds of text inside elements of CAP 1.2: what is allowed, and what it means. Pure. */
import type { Circle, Point, Reference } from './alert.ts';

/** A kind of value: undefined from `read` when the text is not one. */
export type Kind<T> = { expected: string; read(text: string): T | undefined };

/** Without the white space of XML at both ends; other spaces are characters like any. */
export const trimmed = (text: string): string => text.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '');

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

export const anyText: Kind<string> = { expected: 'text', read: (text) => text };

export const filled: Kind<string> = {
  expected: 'text that is not empty',
  read: (text) => (text.trim() === '' ? undefined : text),
};

/** Sections 3.2.1: must not include spaces, commas or restricted characters (< and &). */
export const bare: Kind<string> = {
  expected: 'text without spaces, commas, < and &',
  read(text) {
    const plain = trimmed(text);
    return /^[^\s,<&]{1,500}$/u.test(plain) ? plain : undefined;
  },
};

export const language: Kind<string> = {
  expected: 'a language tag (RFC 3066), such as "fr"',
  read: (text) =>
    /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/.test(trimmed(text)) ? trimmed(text) : undefined,
};

export const link: Kind<string> = {
  expected: 'an address (URI) without spaces',
  read(text) {
    const plain = trimmed(text);
    // What xs:anyURI of every processor takes: RFC 3986 characters, and letters beyond ASCII.
    return /^(?!:)([\w~!$&'()*+,;=:@/?#.-]|%[0-9a-f]{2}|[\u00a0-\uffef])*$/iu.test(plain) &&
      (plain.match(/#/g)?.length ?? 0) <= 1 &&
      (!plain.includes(':') || /^([a-z][a-z\d+.-]*:|[^:]*[/?#])/i.test(plain)) &&
      !/^[a-z][a-z\d+.-]*:$/i.test(plain) &&
      !/^([a-z][a-z\d+.-]*:)?\/\/[^/?#]*:(?!\d*([/?#]|$))/i.test(plain)
      ? plain
      : undefined;
  },
};

export function oneOf<T extends string>(list: readonly T[]): Kind<T> {
  return {
    expected: `one of ${list.join(', ')}`,
    read: (text) => list.find((one) => one === text),
  };
}

export const integer: Kind<number> = {
  expected: 'a whole number of bytes',
  read(text) {
    const plain = trimmed(text);
    return /^\+?\d{1,15}$/.test(plain) ? Number(plain) : undefined;
  },
};

export const decimal: Kind<number> = {
  expected: 'a decimal number',
  read: (text) => numberOf(trimmed(text)),
};

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([-+])(\d\d):(\d\d)$/;

/** Section 3.3.2: "2002-05-24T16:49:00-07:00"; "Z" must not be used. */
export const time: Kind<string> = {
  expected: 'a time such as 2026-11-22T14:05:00+01:00, without "Z" and fractions',
  read: (text) => (msOf(trimmed(text)) === undefined ? undefined : trimmed(text)),
};

/** Milliseconds since 1970 of a CAP time; undefined when it is none. */
export function msOf(text: string): number | undefined {
  const [, year, month, day, hour, minute, second, , zoneHour, zoneMinute] = TIME.exec(text) ?? [];
  if (year === undefined || Number(year) === 0) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(zoneMinute) > 59 || Number(zoneHour) * 60 + Number(zoneMinute) > 14 * 60)
    return undefined;
  const civil = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(civil.getTime()) || civil.getUTCDate() !== Number(day)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** A moment (ms since 1970) as CAP writes it, on the clock of an offset (minutes east of UTC). */
export function capTime(ms: number, offset = 0): string {
  const wall = new Date(Math.floor(ms / 1000) * 1000 + offset * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(offset);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${wall}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function numberOf(text: string): number | undefined {
  if (!NUMBER.test(text) || text.length > 30) return undefined;
  const value = Number(text);
  // Minus zero is zero: it is written so.
  return value === 0 ? 0 : value;
}

/** Section 3.3.3 (WGS 84): "latitude,longitude" in degrees. */
export function pointOf(text: string): Point | undefined {
  const parts = text.split(',');
  if (parts.length !== 2) return undefined;
  const [lat, lon] = parts.map((part) => numberOf(part.trim()));
  return lat === undefined || lon === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180
    ? undefined
    : { lat, lon };
}

/** More corners than a coast line on a phone needs. */
const MOST_CORNERS = 5000;

export const polygon: Kind<readonly Point[]> = {
  expected:
    'at least four points "latitude,longitude" with a space between, the last equal to the first',
  read(text) {
    const pairs = text.trim().split(/\s+/);
    if (pairs.length < 4 || pairs.length > MOST_CORNERS) return undefined;
    const points: Point[] = [];
    for (const pair of pairs) {
      const point = pointOf(pair);
      if (!point) return undefined;
      points.push(point);
    }
    const [first, last] = [points[0], points.at(-1)];
    return first?.lat === last?.lat && first?.lon === last?.lon ? points : undefined;
  },
};

export const circle: Kind<Circle> = {
  expected: '"latitude,longitude radius" with the radius in kilometres',
  read(text) {
    const [pair = '', size = '', ...rest] = text.trim().split(/\s+/);
    const [point, radius] = [pointOf(pair), numberOf(size)];
    return point && radius !== undefined && radius >= 0 && radius <= 20_040 && rest.length === 0
      ? { ...point, radius }
      : undefined;
  },
};

/** Section 3.2.1: "sender,identifier,sent" of each, separated by whitespace. */
export const references: Kind<readonly Reference[]> = {
  expected: 'sender,identifier,sent of each earlier message, with a space between',
  read(text) {
    const found: Reference[] = [];
    for (const one of text.trim().split(/\s+/)) {
      const [sender = '', identifier = '', sent = '', ...rest] = one.split(',');
      if (rest.length || !bare.read(sender) || !bare.read(identifier) || msOf(sent) === undefined)
        return undefined;
      found.push({ sender, identifier, sent });
    }
    return found;
  },
};
