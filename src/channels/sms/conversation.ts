/**
 * A conversation by SMS: a message and what was said in the last ten minutes in, at most two segments out
 * (chapter 10, sections 3.5, 4.5 and 6). Who writes is not known here; stopping and starting stand in `receive.ts`.
 */
import { isCode } from '../../directory/damm.ts';
import { cardLines, standingText } from '../card-lines.ts';
import type { Command, Commands, KeywordCommand } from '../command.ts';
import type { KitReport } from '../../guidance/index.ts';
import type { ChannelHouse } from '../house.ts';
import { plainText } from '../listing-lines.ts';
import type { Phrases } from '../phrases.ts';
import { askLanguage, languageFor } from './ask-language.ts';
import { cheapest } from './cheapest.ts';
import { fitLines } from './fit.ts';
import { askPlace, details, firstOf, nearest, next, seek, whereIs } from './seek.ts';
import type { Session } from './session.ts';

export type Talk = { house: ChannelHouse; commands: Commands; session: Session };

/** The reply to a message; `undefined` when there is nothing to say. */
export async function converse(talk: Talk, text: string): Promise<string | undefined> {
  return answer(talk, talk.commands(text), text);
}

async function answer(talk: Talk, command: Command, text: string): Promise<string | undefined> {
  const { house, session } = talk;
  switch (command.kind) {
    case 'nothing':
      return undefined;
    case 'stop':
    case 'start':
    case 'help':
      return withLanguage(talk, command.langs, text, (phrases) => help(house, phrases, session));
    case 'lang':
      return askLanguage(house.phrases, session, everyLanguage(house));
    case 'speak':
      return speak(talk, command.lang);
    case 'more':
      return withLanguage(talk, command.langs, text, (phrases) => more(house, session, phrases));
    case 'next':
      return withLanguage(
        talk,
        command.langs,
        text,
        (phrases) => next(house, session, phrases) ?? help(house, phrases, session),
      );
    case 'join':
      // Alerts are ordered in `receive.ts`, which has the number; here only the place is asked for.
      return withLanguage(talk, command.langs, text, (phrases) =>
        cheapest(phrases.say(house.alerts ? 'join_where' : 'join_off')),
      );
    case 'print':
      return standing(talk, command);
    case 'report':
      return counted(talk, command.report, text);
    case 'card': {
      const phrases = house.phrases.find(command.lang);
      if (!phrases) return undefined;
      const sent = await card(talk, phrases, command.code, command.lang);
      if (sent) {
        session.lang = command.lang;
        session.chosen = true;
      }
      return sent ?? cheapest(phrases.say('card_unknown', { code: String(command.code) }));
    }
    case 'number':
      return number(talk, command.number, text);
    case 'words':
      return withLanguage(
        talk,
        house.finding.languagesNaming(command.text.slice(0, 120)),
        command.text,
        (phrases) => seek(house, session, phrases, command.text),
      );
  }
}

/** A line that comes twice, as when the language was asked in between, counts once. */
async function counted(
  talk: Talk,
  report: KitReport | undefined,
  text: string,
): Promise<string | undefined> {
  const isCounted = report !== undefined && (await talk.house.countSession?.(report));
  return withLanguage(talk, [], text, ({ spoken }) =>
    cheapest(plainText(spoken.words.text(isCounted ? 'kits.thanks' : 'kits.wrong'))),
  );
}

function everyLanguage({ phrases }: ChannelHouse): string[] {
  return phrases.offered.map(({ lang }) => lang);
}

/** In her language when it is known; else the question which one it is, and the answer after that. */
function withLanguage(
  { house, session, commands }: Talk,
  naming: readonly string[],
  text: string,
  say: (phrases: Phrases) => string | Promise<string | undefined> | undefined,
): string | Promise<string | undefined> | undefined {
  // A word that every phone knows tells no script either.
  const written = naming.length === 0 && commands(text).kind !== 'words' ? '' : text;
  const lang = languageFor(house.phrases, session, naming, written);
  return 'say' in lang ? say(lang) : askLanguage(house.phrases, session, lang, text);
}

function speak(talk: Talk, lang: string): Promise<string | undefined> | string | undefined {
  const { house, session } = talk;
  const phrases = house.phrases.find(lang);
  if (!phrases) return undefined;
  const after = session.waiting?.kind === 'language' ? session.waiting.after : undefined;
  session.lang = lang;
  session.chosen = true;
  delete session.waiting;
  if (after !== undefined) return converse(talk, after);
  return cheapest(phrases.say('language', example(house, phrases)));
}

/** A need and a place of this territory, as an example of what to send. */
function example({ finding }: ChannelHouse, phrases: Phrases): { need: string; place: string } {
  const [town] = finding.largerPlaces(phrases.spoken.language.tag);
  return { need: phrases.spoken.needs['food'] ?? '', place: town?.name ?? '' };
}

function help(house: ChannelHouse, phrases: Phrases, session: Session): string {
  delete session.waiting;
  return fitLines([{ text: phrases.say('help', example(house, phrases)), rank: 0 }]).text;
}

function more(house: ChannelHouse, session: Session, phrases: Phrases): string {
  const page = session.rest.shift();
  if (page !== undefined) return page;
  const code = session.shown?.codes[session.shown.at];
  const sent =
    code === undefined
      ? undefined
      : code === session.told
        ? next(house, session, phrases)
        : details(house, session, phrases, code);
  return sent ?? help(house, phrases, session);
}

/** A number: the answer to what was asked, else the code of a service or a card. */
async function number(talk: Talk, digits: string, text: string): Promise<string | undefined> {
  const { house, session } = talk;
  const { waiting } = session;
  const at = Number(digits);
  if (waiting?.kind === 'language') {
    if (digits === '0' && waiting.from > 0)
      return askLanguage(house.phrases, session, waiting.options, waiting.after, waiting.from);
    const lang = digits.length <= 2 ? waiting.options[at - 1] : undefined;
    if (lang !== undefined) return speak(talk, lang);
  }
  const phrases = session.lang === undefined ? undefined : house.phrases.find(session.lang);
  if (phrases && digits.length === 1) {
    const answered = chosen(talk, phrases, at);
    if (answered !== undefined) return answered;
  }
  const [known] = house.finding.listings([digits], 'en');
  const langs = known ? [] : ((await house.cards?.languages(Number(digits))) ?? []);
  // Numbers of cards have no check digit: they are read from paper and heard on the radio.
  if (!isCode(digits) && langs.length === 0) {
    return withLanguage(talk, [], text, (own) => cheapest(own.say('code_wrong')));
  }
  const own = languageFor(house.phrases, session, langs, text);
  if (!('say' in own)) return askLanguage(house.phrases, session, own, text);
  const found = details(house, session, own, digits) ?? ended(house, own, digits);
  if (found !== undefined) {
    session.shown = { codes: [digits], at: 0, needs: [] };
    return found;
  }
  return (await card(talk, own, Number(digits), own.lang)) ?? cheapest(own.say('code_wrong'));
}

/** What a single digit answers to the last message, if it asked for one. */
function chosen({ house, session }: Talk, phrases: Phrases, at: number): string | undefined {
  const { waiting } = session;
  if (waiting?.kind === 'place' && at === 0) {
    delete session.place;
    return nearest(house, session, phrases, waiting.needs, false);
  }
  if (waiting?.kind === 'need') {
    const need = waiting.options[at - 1];
    if (need === undefined) return undefined;
    if (session.place) return nearest(house, session, phrases, [need], true);
    return askPlace(session, phrases, [need], false);
  }
  if (waiting?.kind === 'shown') {
    if (at === 1) return more(house, session, phrases);
    if (at === 2) return next(house, session, phrases) ?? cheapest(phrases.say('none'));
  }
  return undefined;
}

function ended(house: ChannelHouse, phrases: Phrases, code: string): string | undefined {
  const gone = house.finding.ended(code, phrases.spoken.language.tag);
  if (!gone) return undefined;
  const need = phrases.spoken.needs[gone.needs[0] ?? ''] ?? example(house, phrases).need;
  return fitLines([{ text: phrases.say('gone', { name: gone.name.text, need }), rank: 0 }]).text;
}

/** A card in a language, first message first. What may not be read any more is named, not sent. */
async function card(
  { house, session }: Talk,
  phrases: Phrases,
  code: number,
  lang: string,
): Promise<string | undefined> {
  const found = await house.cards?.card(code, lang);
  if (!found) {
    // Withdrawn cards are not on the shelf any more; their prints are still out there.
    const gone = await house.cards?.standing(code, lang, 1);
    return gone && cheapest(standingText(phrases, { card: code, lang }, gone, house.now()));
  }
  const { standing } = found;
  session.waiting = { kind: 'shown' };
  delete session.shown;
  if (!['current', 'overdue', 'outdated'].includes(standing.state)) {
    session.rest = [];
    return cheapest(standingText(phrases, found.publication, standing, house.now()));
  }
  return firstOf(session, phrases, cardLines(phrases, found, standing, house.now()));
}

/** Whether a print is still true, in its own language unless she chose another. */
async function standing(
  { house, session }: Talk,
  { code, lang, version }: { code: number; lang: string; version: number },
): Promise<string | undefined> {
  const phrases = house.phrases.find(session.lang ?? lang) ?? house.phrases.find(lang);
  if (!phrases) return undefined;
  const found = await house.cards?.standing(code, lang, version);
  if (!found) return cheapest(phrases.say('card_unknown', { code: `${code} ${lang} ${version}` }));
  const now = found.state === 'current' ? await house.cards?.card(code, lang) : undefined;
  const of = { card: code, lang, version, ...(now ? { checkedOn: now.card.checkedOn } : {}) };
  return cheapest(standingText(phrases, of, found, house.now()));
}

/** The place that alerts are ordered for, and the language to send them in; or the reply that asks for them. */
export function alertFor(
  { house, session }: Talk,
  command: KeywordCommand,
  text: string,
): { phrases: Phrases; place: ReturnType<ChannelHouse['finding']['places']>[number] } | string {
  const lang = languageFor(house.phrases, session, command.langs, text);
  if (!('say' in lang)) return askLanguage(house.phrases, session, lang, text);
  const [place] = command.rest ? house.finding.places(command.rest, lang.lang) : [];
  if (place) return { phrases: lang, place };
  return cheapest(
    command.rest && !whereIs(house.finding, command.rest, lang.lang)
      ? lang.say('place_unknown')
      : lang.say('join_where'),
  );
}
