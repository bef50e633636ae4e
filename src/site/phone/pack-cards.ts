/** The pages of questions and answers, and the check of a print, from the pack on the phone. */
import { dateOf } from '../../languages/days.ts';
import { readPrintCode, type Topic, TOPICS } from '../../guidance/card.ts';
import { isShown } from '../../guidance/standing.ts';
import { readText, type Pack } from '../../finder/index.ts';
import type { Listing } from '../../directory/listing.ts';
import { wallClock } from '../../languages/dates.ts';
import type { Page, View } from '../page.ts';
import { guidanceCardPage, guidanceListPage } from '../pages/guidance.ts';
import { guidanceGonePage } from '../pages/guidance-gone.ts';
import { printedPage } from '../pages/printed.ts';
import { PHONE_CARDS, type PhoneCards, phoneCards } from '../phone-cards.ts';

export type PackOpened = { pack: Pack; view: View; listing(code: string): Listing | undefined };

const CARD = /^\/\w+\/c\/(\d{1,7})$/;
const RIGHTS = /^\/\w+\/rights(?:\/\w+\/(\w+))?$/;
const PRINTED = /^\/\w+\/printed$/;
const PRINT = /^\/p\/([\w-]{1,24})$/;

/** True for an address that a pack can answer. */
export function isAboutCards(pathname: string): boolean {
  return [CARD, RIGHTS, PRINTED, PRINT].some((form) => form.test(pathname));
}

/** The page of an address, from the pack; nothing when it holds no cards. */
export function cardsPage(
  { pack, view, listing }: PackOpened,
  pathname: string,
  query: URLSearchParams,
): Page | undefined {
  const { day } = wallClock(view.now, view.settings.zone);
  const today = dateOf(day);
  const cards = phoneCards((number) => readText(pack, number, [PHONE_CARDS]), today);
  if (!cards) return undefined;
  const code = CARD.exec(pathname)?.[1];
  if (code) return onePage(view, cards, Number(code), query.get('letters') === 'large', listing);
  const rights = RIGHTS.exec(pathname);
  if (rights) {
    const topic = TOPICS.find((one): one is Topic => one === rights[1]);
    const list = cards.list().filter(({ card }) => topic === undefined || card.topic === topic);
    return guidanceListPage(view, { cards: list, others: [], ...(topic ? { topic } : {}) });
  }
  const typed = PRINT.exec(pathname)?.[1] ?? query.get('code') ?? '';
  const read = readPrintCode(typed);
  if (!read) return printedPage(view, undefined, typed);
  const standing = cards.standing(read.card, read.lang, read.version);
  const readable = cards.card(read.card) !== undefined;
  return printedPage(view, { ...read, readable, ...(standing ? { standing } : {}) }, typed);
}

function onePage(
  view: View,
  cards: PhoneCards,
  code: number,
  large: boolean,
  listing: PackOpened['listing'],
): Page | undefined {
  const shown = cards.card(code);
  if (!shown) return undefined;
  if (!isShown(shown.standing))
    return guidanceGonePage(view, { card: shown.card, standing: shown.standing, languages: [] });
  return guidanceCardPage(view, {
    // Recordings are not in the pack.
    shown: { ...shown, media: [] },
    languages: [],
    listings: shown.card.services.flatMap((one) => listing(one) ?? []),
    large,
  });
}
