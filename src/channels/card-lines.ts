/** A guidance card in lines for SMS, USSD and voice: what it answers, the one next step, and which card it is. */
import { dayOf, dayOfInstant } from '../languages/days.ts';
import { printCode, type PublishedCard, type Standing } from '../guidance/index.ts';
import { dateText } from '../languages/dates.ts';
import { oneLine, plainText } from './listing-lines.ts';
import type { Phrases } from './phrases.ts';

/** "3 May" in the words of the language. */
export function dateWords(phrases: Phrases, date: string, now: number): string {
  return plainText(dateText(phrases.spoken.words, dayOf(date), dayOfInstant(now)));
}

/** `210 ar 3`, as it is typed; hyphens are hard to find on old phones. */
export function typedCode(of: { card: number; lang: string; version: number }): string {
  return printCode(of).replaceAll('-', ' ');
}

/**
 * Answer, next step, the card's own line with its end, and what is not sure of it. The question comes first only
 * where it says what the answer alone does not.
 */
export function cardLines(
  phrases: Phrases,
  { card, publication }: PublishedCard,
  standing: Standing,
  now: number,
): string[] {
  const { words } = publication;
  return [
    oneLine(words.question),
    oneLine(words.answer),
    oneLine(words.nextStep),
    ...(standing.state === 'overdue' || standing.state === 'outdated'
      ? [standingText(phrases, { ...publication, checkedOn: card.checkedOn }, standing, now)]
      : [
          phrases.say('card', {
            code: typedCode(publication),
            date: dateWords(phrases, card.expiresOn ?? card.reviewBy, now),
          }),
        ]),
  ];
}

/** What became of a print, a message or a file, in a sentence. */
export function standingText(
  phrases: Phrases,
  of: { card: number; lang: string; version?: number; checkedOn?: string },
  standing: Standing,
  now: number,
): string {
  const { version } = of;
  const code = version === undefined ? `${of.card} ${of.lang}` : typedCode({ ...of, version });
  switch (standing.state) {
    case 'current':
      return phrases.say('true', {
        code,
        date: of.checkedOn ? dateWords(phrases, of.checkedOn, now) : '',
      });
    case 'overdue':
      return phrases.say('overdue', { code, date: dateWords(phrases, standing.since, now) });
    case 'outdated':
      return phrases.say('outdated', { code });
    case 'replaced':
      return phrases.say('replaced', { code, next: `${of.card} ${of.lang.toUpperCase()}` });
    case 'withdrawn':
      return phrases.say('withdrawn', { code });
    case 'expired':
      return phrases.say('expired', { code, date: dateWords(phrases, standing.on, now) });
  }
}
