/**
 * Sets of information points that were just made, so that the next who asks does not wait for a dozen posters: the newest of each
 * point and language. In memory alone: a place on its list may be hidden tomorrow.
 */
import type { Printed, PrintJob } from './job.ts';

type SetJob = Extract<PrintJob, { form: 'set' }>;

/** Sets kept at once; the one that was made first goes. */
const MOST = 32;
/** After so long nobody waits for it any more. */
const KEPT_MS = 3_600_000;

export type SetShelf = {
  /** The set made of exactly these words. */
  read(job: SetJob, key: string): Printed | undefined;
  write(job: SetJob, key: string, printed: Printed): void;
  /** Codes of all cards on them. */
  codes(): readonly string[];
  /** Drops what shows a card that is not among these, and what is old. @returns how many went */
  keep(out: ReadonlySet<string>): number;
};

/** @param now milliseconds */
export function openSetShelf(now: () => number = Date.now): SetShelf {
  const kept = new Map<
    string,
    { key: string; codes: readonly string[]; printed: Printed; at: number }
  >();
  return {
    read({ of }, key) {
      const found = kept.get(of);
      return found?.key === key ? found.printed : undefined;
    },
    write({ of, parts }, key, printed) {
      kept.delete(of);
      const [oldest] = kept.keys();
      if (kept.size >= MOST && oldest !== undefined) kept.delete(oldest);
      const codes = parts.flatMap((part) => (part.form === 'wallet' ? [] : [part.paper.code]));
      kept.set(of, { key, codes, printed, at: now() });
    },
    codes: () => [...kept.values()].flatMap(({ codes }) => codes),
    keep(out) {
      const gone = [...kept].filter(
        ([, { codes, at }]) => now() - at > KEPT_MS || !codes.every((code) => out.has(code)),
      );
      for (const [of] of gone) kept.delete(of);
      return gone.length;
    },
  };
}
