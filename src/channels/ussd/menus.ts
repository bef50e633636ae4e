/**
 * The menus of USSD (chapter 10, sections 3.5 and 4.5): language, need, place, places; four levels, 0 goes back, 9 goes
 * on. The same finder and the same lines as for SMS. What was chosen is kept in memory for five minutes.
 */
import { isCode } from '../../directory/damm.ts';
import { NEED_BRANCHES, type NeedCode } from '../../directory/needs.ts';
import type { FinderItem } from '../../finder/query.ts';
import { asciiDigits } from '../../languages/dates.ts';
import type { ChannelHouse } from '../house.ts';
import { answerLines, detailLines } from '../listing-lines.ts';
import type { Phrases } from '../phrases.ts';
import { createSessions } from '../sessions.ts';
import { fitAnswer } from '../sms/fit.ts';
import { pagesOf } from '../sms/pages.ts';
import { ONE_SCREEN } from '../sms/room.ts';
import type { Somewhere } from '../sms/session.ts';
import { whereIs } from '../sms/seek.ts';
import { choicesScreen } from './screen.ts';

export type Screen = { text: string; isEnd: boolean };
export type Menus = (channel: string, who: string, typed: string | undefined) => Promise<Screen>;

type Level = 'language' | 'need' | 'place' | 'places';
type Session = {
  level: Level;
  /** Where the list on the screen begins, how many it shows, and where the earlier ones began. */
  from: number;
  shown: number;
  earlier: number[];
  lang?: string;
  need?: NeedCode;
  place?: Somewhere;
  items: readonly FinderItem[];
  at: number;
  /** Screens of details that are still to come. */
  pages: string[];
  /** They are the place itself, which did not fit one screen with all that warns of it. */
  isPlace: boolean;
};

export const LIFE_MS = 5 * 60_000;
const MORE = 9;
const BACK = 0;
const MOST_PLACES = 6;
const MOST_ITEMS = 10;
const ABOVE: Readonly<Record<Level, Level>> = {
  language: 'language',
  need: 'language',
  place: 'need',
  places: 'place',
};
/** Old phones show boxes for letters that they lack. Said in letters that every phone has. */
const NOTE = '*letters may not show';

const NEEDS: readonly NeedCode[] = Object.entries(NEED_BRANCHES)
  .sort(([, a], [, b]) => Number(b.essential) - Number(a.essential))
  .map(([branch]) => branch);

export function ussdMenus(house: ChannelHouse): Menus {
  const sessions = createSessions<Session>(
    () => ({
      level: 'language',
      from: 0,
      shown: 0,
      earlier: [],
      items: [],
      at: 0,
      pages: [],
      isPlace: false,
    }),
    { now: house.now, life: LIFE_MS },
  );
  return async (channel, who, typed) => {
    if (typed === undefined) sessions.end(channel, who);
    const session = sessions.of(channel, who);
    if (typed !== undefined) take(house, session, asciiDigits(typed).trim());
    return { text: draw(house, session), isEnd: false };
  };
}

function phrasesOf({ phrases }: ChannelHouse, { lang }: Session): Phrases {
  return (lang === undefined ? undefined : phrases.find(lang)) ?? phrases.english;
}

/** Languages as a phone with Latin letters alone can name them; those that it may not show are marked. */
function languageLabels({ phrases }: ChannelHouse): { lang: string; label: string }[] {
  const named = phrases.offered.map(({ lang, spoken: { language } }) => {
    const { script, autonym, alsoCalled, english } = language;
    const latin = alsoCalled.find((name) => /^[a-z ]+$/.test(name)) ?? english;
    const isShown = script === 'Latn';
    const label = isShown ? autonym : `${latin.charAt(0).toUpperCase()}${latin.slice(1)}*`;
    return { lang, label, isShown };
  });
  return [...named.filter(({ isShown }) => isShown), ...named.filter(({ isShown }) => !isShown)];
}

/** What was typed, on the screen that was shown. */
function take(house: ChannelHouse, session: Session, typed: string): void {
  const digit = /^\d$/.test(typed) ? Number(typed) : undefined;
  if (digit === BACK) return back(session);
  if (typed.length > 2 && isCode(typed)) return details(house, session, typed);
  if (digit === MORE) return onward(session);
  const choice = digit === undefined ? undefined : session.from + digit - 1;
  const isOnScreen = digit !== undefined && digit >= 1 && digit <= session.shown;
  switch (session.level) {
    case 'language': {
      const lang = isOnScreen ? languageLabels(house)[choice ?? -1]?.lang : undefined;
      if (lang !== undefined) {
        session.lang = lang;
        go(session, 'need');
      }
      return;
    }
    case 'need': {
      const need = isOnScreen ? NEEDS[choice ?? -1] : undefined;
      if (need !== undefined) {
        session.need = need;
        go(session, 'place');
      }
      return;
    }
    case 'place': {
      const { lang } = phrasesOf(house, session);
      const place = isOnScreen
        ? house.finding.largerPlaces(lang)[choice ?? -1]
        : whereIs(house.finding, typed, lang);
      if (place) {
        session.place = place;
        session.items = find(house, session);
        session.at = 0;
        go(session, 'places');
      }
      return;
    }
    case 'places': {
      const code = session.items[session.at]?.code;
      if (digit === 1 && code !== undefined) details(house, session, code);
    }
  }
}

function go(session: Session, level: Level): void {
  Object.assign(session, { level, from: 0, shown: 0, earlier: [], pages: [], isPlace: false });
}

function back(session: Session): void {
  const { pages, isPlace } = session;
  Object.assign(session, { pages: [], isPlace: false });
  if (pages.length > 0 && !isPlace) return;
  if (session.level === 'places' && session.at > 0) session.at--;
  else if (session.earlier.length > 0) session.from = session.earlier.pop() ?? 0;
  else go(session, ABOVE[session.level]);
}

function onward(session: Session): void {
  if (session.pages.length > 1 || (session.pages.length > 0 && !session.isPlace)) {
    session.pages = session.pages.slice(1);
    return;
  }
  Object.assign(session, { pages: [], isPlace: false });
  if (session.level === 'places') {
    if (session.at + 1 < session.items.length) session.at++;
  } else if (session.shown > 0) {
    session.earlier.push(session.from);
    session.from += session.shown;
  }
}

function find(house: ChannelHouse, session: Session): readonly FinderItem[] {
  const { place, need } = session;
  const { items } = house.finding.find({
    now: house.now(),
    lang: phrasesOf(house, session).spoken.language.tag,
    needs: need === undefined ? [] : [need],
    limit: MOST_ITEMS,
    ...(place ? { place: { lat: place.lat, lon: place.lon } } : {}),
  });
  return items.filter(({ group }) => group !== 'close');
}

function details(house: ChannelHouse, session: Session, code: string): void {
  const phrases = phrasesOf(house, session);
  const [listing] = house.finding.listings([code], phrases.spoken.language.tag);
  const lines = listing
    ? detailLines(phrases, listing, house.now()).map(({ text }) => text)
    : [phrases.say('code_wrong')];
  session.isPlace = false;
  session.pages = paged(phrases, lines);
}

/** As many screens as it takes, each with its way on and back. */
function paged(phrases: Phrases, lines: readonly string[]): string[] {
  const foot = `${phrases.say('ussd.more')} ${phrases.say('ussd.back')}`;
  // The last screen has its way back too.
  return pagesOf(lines, foot, {
    ...ONE_SCREEN,
    fits: (text) => ONE_SCREEN.fits(`${text}\n${phrases.say('ussd.back')}`),
  }).map((page, at, all) =>
    at === all.length - 1 ? ONE_SCREEN.plain(`${page}\n${phrases.say('ussd.back')}`) : page,
  );
}

function draw(house: ChannelHouse, session: Session): string {
  const phrases = phrasesOf(house, session);
  const [page] = session.pages;
  if (page !== undefined) return page;
  const foot = { more: phrases.say('ussd.more'), back: phrases.say('ussd.back') };
  const list = (title: string, labels: readonly string[], note?: string): string => {
    if (session.from >= labels.length) session.from = 0;
    const isTop = session.level === 'language' && session.from === 0;
    const { back: up, more } = foot;
    const screen = choicesScreen(title, labels, session.from, {
      more,
      ...(isTop ? {} : { back: up }),
      ...(note ? { note } : {}),
    });
    session.shown = screen.shown;
    return screen.text;
  };
  switch (session.level) {
    case 'language': {
      const labels = languageLabels(house).map(({ label }) => label);
      return list('', labels, labels[session.from]?.endsWith('*') ? NOTE : undefined);
    }
    case 'need':
      return list(
        phrases.say('ussd.need'),
        NEEDS.map((need) => phrases.spoken.needs[need] ?? need),
      );
    case 'place':
      return list(
        phrases.say('ussd.place'),
        house.finding
          .largerPlaces(phrases.lang)
          .slice(0, MOST_PLACES)
          .map(({ name }) => name),
      );
    case 'places':
      return onePlace(house, session, phrases);
  }
}

function onePlace(house: ChannelHouse, session: Session, phrases: Phrases): string {
  const item = session.items[session.at];
  const [listing] = item ? house.finding.listings([item.code], phrases.spoken.language.tag) : [];
  const isLast = session.at + 1 >= session.items.length;
  const ways = [isLast ? '' : phrases.say('ussd.more'), phrases.say('ussd.back')];
  const foot = ways.filter(Boolean).join(' ');
  if (!item || !listing)
    return fitAnswer(
      [
        { text: phrases.say('none'), rank: 0 },
        { text: foot, least: '0', rank: 0 },
      ],
      '',
      ONE_SCREEN,
    ).text;
  const lines = answerLines(phrases, listing, item, house.now());
  const last = { text: `1 + ${foot}`, least: isLast ? '1+ 0' : '1+ 9 0', rank: 0 };
  const { text } = fitAnswer([...lines, last], phrases.say('ask_first'), ONE_SCREEN);
  if (ONE_SCREEN.fits(text)) return text;
  // What warns of a place is never left out: it takes a second screen.
  session.pages = paged(
    phrases,
    lines
      .filter(({ rank }) => rank <= 1)
      .toSorted((a, b) => a.rank - b.rank)
      .map((line) => line.least ?? line.short ?? line.text),
  );
  session.isPlace = true;
  return session.pages[0] ?? '';
}
