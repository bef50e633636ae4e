/** The zones of the comparison (chapter 10, section 8, item 5) and the instants at which schedules are asked. */
import { zoneTransitions } from '../../src/languages/zone.ts';
import type { Zone } from '../../src/finder/schedule.ts';
import type { Random } from './random.ts';

export const ZONES = [
  'Europe/Berlin',
  'Asia/Beirut',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Pacific/Apia',
  'America/St_Johns',
  'America/New_York',
  'Asia/Tehran',
  'Pacific/Chatham',
] as const;

const MINUTES_IN_DAY = 1440;
/** The patterns are compiled around this instant for 400 days. */
export const AROUND = Date.UTC(2026, 0, 10);
export const DAYS = 400;

export function zoneOf(name: string): Zone {
  return zoneTransitions(name, AROUND - 10 * 86_400_000, AROUND + (DAYS + 10) * 86_400_000);
}

/**
 * UTC minutes: within 48 hours of each change of the clocks, around midnights, and anywhere.
 * Half of them near the changes, so that these count.
 */
export function instantsOf(zone: Zone, random: Random, count: number): number[] {
  const first = AROUND / 60_000;
  const last = first + (DAYS - 5) * MINUTES_IN_DAY;
  const changes = zone.at.slice(1).filter((at) => at > first + 4320 && at < last - 4320);
  return Array.from({ length: count }, (_, index) => {
    const change = changes[random.whole(0, Math.max(0, changes.length - 1))];
    if (index % 2 === 0 && change !== undefined) return change + random.whole(-2880, 2880);
    const at = random.whole(first, last);
    if (index % 4 === 1) return at;
    const offset = zone.offset[zone.at.findLastIndex((begins) => begins <= at)] ?? 0;
    const midnight = Math.floor((at + offset) / MINUTES_IN_DAY) * MINUTES_IN_DAY - offset;
    return midnight + random.whole(-3, 3);
  });
}

/** The change of the clocks whose jump covers the instant, if any: the jump in minutes, forward positive. */
export function jumpAt(zone: Zone, utc: number): number | undefined {
  for (let index = 1; index < zone.at.length; index++) {
    const at = zone.at[index] ?? 0;
    const jump = (zone.offset[index] ?? 0) - (zone.offset[index - 1] ?? 0);
    if (utc >= at - Math.abs(jump) && utc < at + Math.abs(jump)) return jump;
  }
  return undefined;
}
