/** Walks the stretches of a compiled pattern along the wall clock, joined over midnights. */
import { type CompiledPattern, lineOn } from './hours-compile.ts';
import { CLOSED } from './hours-day.ts';
import { MINUTES_IN_DAY } from './hours-rule.ts';

/**
 * A cursor over stretches of one state that is not closed, in order. One cursor is reused for many
 * patterns, so that matching allocates nothing.
 */
export class RunCursor {
  /** The stretch that `next` found, in local minutes since 1970; `to` is cut at the limit. */
  from = 0;
  to = 0;
  state = CLOSED;
  private pattern: CompiledPattern | undefined;
  private day = 0;
  private endDay = 0;
  private cut = 0;

  /** Starts before the first stretch of `fromDay` (which is cut there) and ends with the day before `endDay`. */
  start(pattern: CompiledPattern, fromDay: number, endDay: number): void {
    this.pattern = pattern;
    this.day = fromDay;
    this.endDay = endDay;
    this.cut = 0;
  }

  next(): boolean {
    if (!this.take()) return false;
    // A stretch that reaches midnight goes on if the next day begins with the same state.
    while (this.to === this.day * MINUTES_IN_DAY && this.day < this.endDay) {
      const cuts = this.pattern ? lineOn(this.pattern, this.day).cuts : [];
      if (cuts[0] !== 0 || cuts[2] !== this.state) break;
      this.to = this.day * MINUTES_IN_DAY + (cuts[1] ?? 0);
      this.cut = 3;
      if (cuts.length === 3) this.turnDay();
    }
    return true;
  }

  private take(): boolean {
    if (!this.pattern) return false;
    while (this.day < this.endDay) {
      const { cuts } = lineOn(this.pattern, this.day);
      if (this.cut >= cuts.length) {
        this.turnDay();
        continue;
      }
      const midnight = this.day * MINUTES_IN_DAY;
      this.from = midnight + (cuts[this.cut] ?? 0);
      this.to = midnight + (cuts[this.cut + 1] ?? 0);
      this.state = cuts[this.cut + 2] ?? CLOSED;
      this.cut += 3;
      if (this.cut >= cuts.length) this.turnDay();
      return true;
    }
    return false;
  }

  private turnDay(): void {
    this.day++;
    this.cut = 0;
  }
}
