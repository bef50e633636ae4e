/** Long messages that gateways hand over in parts (3GPP TS 23.040, section 9.2.3.24.1), joined; in memory, bounded. */

export type Part = { reference: string; number: number; of: number };

const KEEP_MS = 5 * 60_000;
const MOST_PARTS = 10;
const MOST_WAITING = 1000;

type Waiting = { texts: Map<number, string>; of: number; until: number };

/** @param digests where the number is not kept in clear: its digest of now, and of before the key turned */
export function partJoiner(
  now: () => number,
  digests: (text: string) => readonly [string, string?],
) {
  const waiting = new Map<string, Waiting>();
  /** The whole text when this was its last part; undefined while some are missing or the parts make no sense. */
  return (number: string, text: string, part: Part): string | undefined => {
    if (part.of === 1) return text;
    if (part.of < 1 || part.of > MOST_PARTS || part.number < 1 || part.number > part.of)
      return undefined;
    const at = now();
    for (const [key, { until }] of waiting) {
      if (until > at && waiting.size < MOST_WAITING) break;
      waiting.delete(key);
    }
    const [key, before] = digests(`${number}\n${part.reference}\n${part.of}`);
    const found = waiting.get(key) ?? (before ? waiting.get(before) : undefined);
    const own = found ?? { texts: new Map<number, string>(), of: part.of, until: at + KEEP_MS };
    own.texts.set(part.number, text);
    if (own.texts.size < own.of) {
      waiting.set(key, own);
      return undefined;
    }
    waiting.delete(key);
    if (before) waiting.delete(before);
    return Array.from({ length: own.of }, (_, n) => own.texts.get(n + 1) ?? '').join('');
  };
}
