/** Messages to count: words of many languages as the catalogues have them, with everything that makes counting hard. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from '../../finder/testing.ts';

const FOLDER = join(import.meta.dirname, '../../../locales');

/** Languages with words for these channels. */
export const COUNTED_LANGUAGES: readonly string[] = readdirSync(FOLDER).filter((code) =>
  existsSync(join(FOLDER, code, 'sms.json')),
);

const HARD = [
  '€',
  '[x]',
  '{',
  '~',
  '|',
  '“q”',
  'it’s',
  '–',
  '…',
  '\u00a0',
  '😀',
  '👩‍⚕️',
  '👍🏽',
  '🇵🇹',
  'é',
  'e\u0301',
  'ç',
  '\n',
  '\r\n',
  '+999 555 0100',
  '10:00-18:00',
  '407132',
];

/** `each` messages of every language, from a few letters to five segments; the same for the same seed. */
export function* messagesIn(
  langs: readonly string[],
  each: number,
  seed: number,
): Generator<{ lang: string; text: string }> {
  const random = seeded(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  for (const lang of langs) {
    const words = readdirSync(join(FOLDER, lang))
      .filter((file) => /^(sms|site|needs)\.json$/.test(file))
      .flatMap((file) =>
        Object.values(JSON.parse(readFileSync(join(FOLDER, lang, file), 'utf8')) as object),
      )
      .flat()
      .flatMap((text) => String(text).split(' '));
    for (let n = 0; n < each; n++) {
      const length = Math.floor(random() ** 2 * 90) + 1;
      const hard = random() < 0.5 ? 0 : 0.08;
      yield {
        lang,
        text: Array.from({ length }, () => (random() < hard ? pick(HARD) : pick(words))).join(' '),
      };
    }
  }
}
