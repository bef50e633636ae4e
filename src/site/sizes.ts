/** Sizes of what a tap would load, in round numbers. */
import { withDigits } from '../languages/dates.ts';
import type { Words } from '../languages/messages.ts';

/** "300 kB", "1.5 MB". */
export function sizeText(words: Words, bytes: number): string {
  const { digits } = words.language;
  if (bytes < 1_000_000) {
    const kilobytes =
      bytes < 100_000
        ? Math.max(10, Math.ceil(bytes / 10_000) * 10)
        : Math.ceil(bytes / 50_000) * 50;
    return words.text('size.kilobytes', { n: withDigits(String(kilobytes), digits) });
  }
  const [whole = '', tenth = '0'] = (Math.ceil(bytes / 100_000) / 10).toFixed(1).split('.');
  const text = tenth === '0' ? whole : `${whole}${words.clockface.decimal}${tenth}`;
  return words.text('size.megabytes', { n: withDigits(text, digits) });
}
