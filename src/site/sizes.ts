/** Sizes of what a tap would load, in round numbers. */
import { withDigits } from '../languages/dates.ts';
import type { Words } from '../languages/messages.ts';

export type RoundSize = { unit: 'kilobytes' | 'megabytes'; n: string };

/** `{ unit: 'kilobytes', n: '300' }`; @param decimal the decimal sign of the language */
export function roundSize(bytes: number, decimal: string): RoundSize {
  if (bytes < 1_000_000) {
    const kilobytes =
      bytes < 100_000
        ? Math.max(10, Math.ceil(bytes / 10_000) * 10)
        : Math.ceil(bytes / 50_000) * 50;
    return { unit: 'kilobytes', n: String(kilobytes) };
  }
  const [whole = '', tenth = '0'] = (Math.ceil(bytes / 100_000) / 10).toFixed(1).split('.');
  return { unit: 'megabytes', n: tenth === '0' ? whole : `${whole}${decimal}${tenth}` };
}

/** "300 kB", "1.5 MB". */
export function sizeText(words: Words, bytes: number): string {
  const { unit, n } = roundSize(bytes, words.clockface.decimal);
  return words.text(`size.${unit}`, { n: withDigits(n, words.language.digits) });
}
