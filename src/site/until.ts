/**
 * What is true only until a moment, marked so that a page that was kept on a phone can leave it out afterwards, and one
 * that stays open can hide it at the second (`data-until`, see `phone/until.ts`). Pure.
 */
import { html, type RawHtml, raw } from '../http/html.ts';

const END = '<!--/until-->';
const MARKED = /<!--until (\d{1,16})-->[\s\S]*?<!--\/until-->/g;

/** A part of a page that ends. @param at ms since 1970 */
export function until(at: number, part: RawHtml): RawHtml {
  return html`${raw(`<!--until ${String(Math.floor(at))}-->`)}${part}${raw(END)}`;
}

/** The page without what is over at `now`. Parts do not lie in one another. */
export function withoutOver(page: string, now: number): string {
  return page.replace(MARKED, (part, at: string) => (Number(at) <= now ? '' : part));
}
