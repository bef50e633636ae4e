/** Values that exist nowhere else in the world, each planted in one field: where one turns up, that field leaked. */
import { randomBytes } from 'node:crypto';

/** Every canary begins so; lower case letters, so that the forms take it for a word. */
export const MARK = 'qzkanari';

/**
 * `nowhere`: may stand in no copy, file or log.
 * `echo`: the *name* of a field that nobody asked for; the answer to its sender may name it, nothing else may.
 * `own`: as `clear`, and a page of the console may show it to whoever it belongs to, an error's page too.
 * `clear`: stands in the clear in the main database, by design and said so in docs/surrender.md; never in a log.
 */
export type Allowed = 'nowhere' | 'echo' | 'own' | 'clear';
export type Planted = { value: string; field: string; allowed: Allowed };

export type Aviary = {
  /** A new canary for a field. */
  plant(field: string, allowed?: Allowed): string;
  /** A secret that the program made itself: searched for as it is. */
  keep(field: string, value: string): void;
  all(): readonly Planted[];
};

export function openAviary(): Aviary {
  const planted: Planted[] = [];
  return {
    plant(field, allowed = 'nowhere') {
      const value = `${MARK}${randomBytes(6).toString('hex')}`;
      planted.push({ value, field, allowed });
      return value;
    },
    keep(field, value) {
      planted.push({ value, field, allowed: 'nowhere' });
    },
    all: () => planted,
  };
}
