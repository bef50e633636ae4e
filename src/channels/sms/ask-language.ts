/**
 * "Language is asked, never inferred" (chapter 10, section 5.1): the word that she used decides when only one language
 * has it; else she is asked, each language in its own words, with a number to send.
 */
import type { AllPhrases, Phrases } from '../phrases.ts';
import { cheapest } from './cheapest.ts';
import { countSegments } from './segments.ts';
import type { Session } from './session.ts';

/** More than so many languages are listed by their names alone. */
const MOST_SENTENCES = 4;
const MOST_SEGMENTS = 2;
const LISTED: Readonly<Record<string, RegExp>> = {
  Latn: /\p{Script=Latin}/u,
  Cyrl: /\p{Script=Cyrillic}/u,
  Arab: /\p{Script=Arabic}/u,
  Deva: /\p{Script=Devanagari}/u,
  Beng: /\p{Script=Bengali}/u,
  Ethi: /\p{Script=Ethiopic}/u,
  Mymr: /\p{Script=Myanmar}/u,
  Khmr: /\p{Script=Khmer}/u,
  Thai: /\p{Script=Thai}/u,
};

/**
 * The language to answer in, or the languages to choose from.
 * @param naming languages that the words of the message belong to; empty when no word tells
 */
export function languageFor(
  phrases: AllPhrases,
  session: Session,
  naming: readonly string[],
  text: string,
): Phrases | readonly string[] {
  const own = session.lang === undefined ? undefined : phrases.find(session.lang);
  if (own && session.chosen) return own;
  const offered = phrases.offered.filter(({ lang }) => naming.includes(lang));
  if (own && (offered.length === 0 || offered.includes(own))) return own;
  const [only, other] = offered;
  if (only && !other) {
    session.lang = only.lang;
    return only;
  }
  if (offered.length > 1) return offered.map(({ lang }) => lang);
  const written = phrases.offered.filter(({ spoken }) =>
    LISTED[spoken.language.script]?.test(text),
  );
  return (written.length > 0 ? written : phrases.offered).map(({ lang }) => lang);
}

/** The question, and how to go on when the list is longer than a message. Remembers what a number will mean. */
export function askLanguage(
  phrases: AllPhrases,
  session: Session,
  options: readonly string[],
  after?: string,
  from = 0,
): string {
  session.waiting = { kind: 'language', options, from, ...(after === undefined ? {} : { after }) };
  const sentences = options.length <= MOST_SENTENCES;
  const lines: string[] = [];
  for (let at = from; at < options.length; at++) {
    const one = phrases.find(options[at] ?? '');
    if (!one) continue;
    const number = String(at + 1);
    const line = sentences
      ? one.say('choose', { number })
      : `${number} ${one.spoken.language.autonym.split(' / ')[0] ?? ''}`;
    const more = at + 1 < options.length ? '\n0 +' : '';
    if (
      lines.length > 0 &&
      countSegments(cheapest(`${[...lines, line].join('\n')}${more}`)) > MOST_SEGMENTS
    ) {
      session.waiting = { ...session.waiting, from: at };
      return cheapest(`${lines.join('\n')}\n0 +`);
    }
    lines.push(line);
  }
  session.waiting = { ...session.waiting, from: 0 };
  return cheapest(lines.join('\n'));
}
