/**
 * Time zones as the packs carry them, read from this machine's IANA data (server side: uses `Intl`).
 * Phones get the transitions and need no time-zone data of their own (chapter 10, section 3.2).
 */
import type { Zone } from '../finder/schedule.ts';

const MS_IN_MINUTE = 60_000;
/** No zone has ever changed its clocks twice within a day. */
const PROBE_MINUTES = 1440;
/** The cache holds each zone for a few spans; beyond this it starts anew. */
const MOST_CACHED = 4_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const zones = new Map<string, Zone>();

/** Whether this machine knows the zone (IANA name, such as `Asia/Beirut`; not an offset such as `+02:00`). */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Minutes that the zone's wall clock is ahead of UTC at an instant (ms since 1970 UTC).
 * @throws RangeError naming the zone when it is not an IANA zone
 */
export function offsetMinutes(name: string, ms: number): number {
  const text = formatOf(name).format(ms);
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  if (!match) throw new RangeError(`Cannot read the offset of ${name} from "${text}"`);
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
  const size = Number(hours) * 60 + Number(minutes) + Math.round(Number(seconds) / 60);
  return sign === '-' ? -size : size;
}

/**
 * What the clocks of a zone (IANA name) show at a moment (ms since 1970): the day as YYYY-MM-DD, the time as HH:MM.
 * @throws RangeError for a zone that is none
 */
export function wallOf(zone: string, at: number): { day: string; time: string; hour: number } {
  const text = new Date(at + offsetMinutes(zone, at) * 60_000).toISOString();
  return { day: text.slice(0, 10), time: text.slice(11, 16), hour: Number(text.slice(11, 13)) };
}

/** The moment (ms since 1970) at which they show this; the later one, where they are put back. */
export function momentOf(zone: string, day: string, time: string): number {
  const plain = Date.parse(`${day}T${time}:00Z`);
  const guess = plain - offsetMinutes(zone, plain) * 60_000;
  return plain - offsetMinutes(zone, guess) * 60_000;
}

/**
 * The transitions of a zone between two instants (ms since 1970 UTC), each to the minute. The first entry
 * is the offset in force at `fromMs`. The same object is given for the same question, so that patterns
 * share it.
 * @throws RangeError naming the zone when it is not an IANA zone
 */
export function zoneTransitions(name: string, fromMs: number, toMs: number): Zone {
  const from = Math.floor(fromMs / MS_IN_MINUTE);
  const to = Math.ceil(toMs / MS_IN_MINUTE);
  const key = `${name} ${from} ${to}`;
  const known = zones.get(key);
  if (known) return known;
  const at = [from];
  const offset = [offsetMinutes(name, from * MS_IN_MINUTE)];
  let low = from;
  let before = offset[0];
  while (low < to) {
    const high = Math.min(low + PROBE_MINUTES, to);
    const after = offsetMinutes(name, high * MS_IN_MINUTE);
    if (after !== before) {
      at.push(firstMinuteOf(name, after, low, high));
      offset.push(after);
      before = after;
    }
    low = high;
  }
  if (zones.size >= MOST_CACHED) zones.clear();
  const zone: Zone = { name, at, offset };
  zones.set(key, zone);
  return zone;
}

/** Bisects to the first minute after `low` at which the offset is `wanted` (it is, at `high`). */
function firstMinuteOf(name: string, wanted: number, low: number, high: number): number {
  let before = low;
  let after = high;
  while (after - before > 1) {
    const middle = (before + after) >> 1;
    if (offsetMinutes(name, middle * MS_IN_MINUTE) === wanted) after = middle;
    else before = middle;
  }
  return after;
}

function formatOf(name: string): Intl.DateTimeFormat {
  let format = formats.get(name);
  if (!format) {
    try {
      format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    } catch {
      throw new RangeError(
        `"${name}" is not a time zone: an IANA name such as Asia/Beirut is expected`,
      );
    }
    formats.set(name, format);
  }
  return format;
}
