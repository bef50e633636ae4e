/** The way to the pages beside this one of a long list, the newest first. */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';

/** @param at address of a page, from 1 @returns nothing for a list of one page */
export function pager(
  w: Words,
  { page, pages, at }: { page: number; pages: number; at: (to: number) => string },
): RawHtml | '' {
  if (pages < 2) return '';
  const away = (to: number, label: string): RawHtml | '' =>
    to < 1 || to > pages
      ? ''
      : html`<a class="b2 fit" href="${at(to)}" rel="${to < page ? 'prev' : 'next'}">${w.say(label)}</a>`;
  return html`<nav class="pager" aria-label="${w.text('joinings.pages')}">${away(page - 1, 'joinings.newer')}<span>${w.say('joinings.page', { page, pages })}</span>${away(page + 1, 'joinings.older')}</nav>`;
}
