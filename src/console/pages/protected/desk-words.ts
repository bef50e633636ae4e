/** The words of the desk on the officers' screens: tickets, spaces and what happened, as the tablet says them. */
import { type Languages, loadLanguages } from '../../../languages/catalogues.ts';
import { dayFirst } from '../../../languages/dates.ts';
import { wordsOf } from '../../../languages/messages.ts';
import type { Telling } from '../../../desk/told.ts';
import { tabletWords, type TabletWords } from '../../tablet-words.ts';

export type DeskWords = Telling & {
  /** "Kite 7", or what is said where there is none. */
  ticket(ticket: { picture: string; number: number } | null | undefined): string;
  space(kind: string): string;
};

/** By language of the console; English where the desk does not speak it. */
export function deskWords(
  country?: string,
  languages: Languages = loadLanguages(country),
): (code: string) => DeskWords {
  const spoken = new Map(
    tabletWords(languages).map(({ code, json }) => [code, speak(JSON.parse(json) as TabletWords)]),
  );
  return (code) => spoken.get(code) ?? (spoken.get('en') as DeskWords);
}

function speak({ language, clockface, catalogue, needs, names }: TabletWords): DeskWords {
  const words = wordsOf(language, clockface, catalogue, {});
  const { tag, digits } = language;
  const format = (style: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(dayFirst(tag), {
      ...style,
      calendar: 'gregory',
      numberingSystem: digits,
    });
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = format({ day: 'numeric', month: 'long' });
  const lists = new Intl.ListFormat(tag, { type: 'unit', style: 'short' });
  const named = new Intl.DisplayNames([tag], { type: 'language' });
  const known = (id: string): string | undefined => (words.has(id) ? words.text(id) : undefined);
  return {
    t: (id, values) => words.text(id, values),
    list: (items) => lists.format(items),
    languageName: (of) => names[of] ?? named.of(of) ?? of,
    need: (code) => needs[code] ?? needs[code.split('.', 1)[0] ?? ''] ?? code,
    time: (ms) => time.format(ms),
    day: (ms) => day.format(ms),
    ticket: (ticket) =>
      ticket && words.has(`ticket.${ticket.picture}`)
        ? words.text('ticket.name', {
            picture: words.text(`ticket.${ticket.picture}`),
            number: words.number(ticket.number),
          })
        : words.text('ticket.none'),
    space: (kind) => known(`space.${kind}`) ?? kind,
  };
}
