/**
 * Local time and UTC from the transitions that a pack carries (chapter 10, section 3.2), so that the
 * time-zone data of an old phone do not matter. All values are whole minutes; local minutes count
 * from 1970-01-01 00:00 on the place's own wall clock.
 */
import type { Zone } from './schedule.ts';

/** Which of two instants is meant when the wall clock shows a time twice. */
export type Repeat = 'first' | 'last';

/** A stretch of UTC minutes in which wall clock and UTC differ by one constant, with no gap or repeat near. */
export class ZoneClock {
  readonly at: readonly number[];
  readonly offset: readonly number[];
  /** The last calm stretch that was asked for: most calls ask for the same one. */
  private calmFrom = 1;
  private calmTo = 0;
  private calmOffset = 0;

  constructor(zone: Zone) {
    this.at = zone.at;
    this.offset = zone.offset;
  }

  /** The offset in force at a UTC minute; before the first transition, the first offset. */
  offsetAt(utc: number): number {
    return this.offset[this.spanAt(utc)] ?? 0;
  }

  /**
   * The local minute of a calm UTC minute; `undefined` within the length of a jump of a transition,
   * where intervals must be compared one by one in UTC.
   */
  calmLocal(utc: number): number | undefined {
    if (utc >= this.calmFrom && utc < this.calmTo) return utc + this.calmOffset;
    const span = this.spanAt(utc);
    const from = span === 0 ? -Infinity : this.begins(span) + Math.abs(this.jump(span));
    const next = span + 1;
    const to = next < this.at.length ? this.begins(next) - Math.abs(this.jump(next)) : Infinity;
    if (utc < from || utc >= to) return undefined;
    this.calmFrom = from;
    this.calmTo = to;
    this.calmOffset = this.offset[span] ?? 0;
    return utc + this.calmOffset;
  }

  /**
   * The UTC minute of a local minute. A time that the clock skips moves forward by the gap; of a time
   * that comes twice, `repeat` says which is meant.
   */
  toUtc(local: number, repeat: Repeat): number {
    const guess = local - this.calmOffset;
    if (guess >= this.calmFrom && guess < this.calmTo) return guess;
    let found: number | undefined;
    let skipped: number | undefined;
    for (let span = 0; span < Math.max(1, this.at.length); span++) {
      const utc = local - (this.offset[span] ?? 0);
      const begins = span === 0 ? -Infinity : this.begins(span);
      const ends = span + 1 < this.at.length ? this.begins(span + 1) : Infinity;
      if (utc >= begins && utc < ends) {
        if (repeat === 'first') return utc;
        found = utc;
      } else if (utc >= ends && local < ends + (this.offset[span + 1] ?? 0)) {
        skipped = utc;
      }
    }
    return found ?? skipped ?? guess;
  }

  private begins(span: number): number {
    return this.at[span] ?? -Infinity;
  }

  private jump(span: number): number {
    return (this.offset[span] ?? 0) - (this.offset[span - 1] ?? 0);
  }

  private spanAt(utc: number): number {
    let low = 0;
    let high = this.at.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.begins(middle) <= utc) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const clocks = new WeakMap<Zone, ZoneClock>();

/** The clock of a zone; patterns that share the zone object share its clock. */
export function clockOf(zone: Zone): ZoneClock {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new ZoneClock(zone);
    clocks.set(zone, clock);
  }
  return clock;
}
