/** A place on paper, or saved as a file: everything needed to get there, one ink. */
import type { Listing } from '../../directory/listing.ts';
import { html } from '../../http/html.ts';
import { dateText, wallClock } from '../../languages/dates.ts';
import { icon } from '../icons.ts';
import { nameHtml } from '../local-text.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { PLACE_NOTE_SYMBOLS, placeNote } from '../place-note.ts';
import { shortLink } from './service.ts';

const KIND: PageKind = {
  name: 'print',
  parts: ['card', 'service'],
  symbols: ['back', 'print', ...PLACE_NOTE_SYMBOLS],
};

export function printPage(view: View, { listing }: { listing: Listing }): Page {
  const { words } = view;
  const today = wallClock(view.now, listing.pattern.zone).day;
  const code = html`<bdi class="c">${listing.code}</bdi>`;
  return page(view, KIND, {
    title: words.text('service.tab', { code: listing.code }),
    same: { path: `/print/${listing.code}` },
    main: html`<a class="back" href="/${words.language.code}/s/${listing.code}">${icon('back')}${words.say('bar.back')}</a>
<div class="notice off noprint">${icon('print')}<p><b>${words.say('print.title')}</b><br>${words.say('print.hint')} <button class="link" data-print hidden>${words.say('service.print')}</button></p></div>
<article class="card"><div class="in"><h1>${nameHtml(view, listing.name)}</h1>
${placeNote(view, listing)}
<p class="seen">${listing.checkedOn ? words.say('print.checked', { date: dateText(words, listing.checkedOn, today), code }) : words.say('card.checked_never')} ${words.say('print.out_of_date', { link: html`<bdi class="l">${shortLink(view, listing.code)}</bdi>` })}</p></div></article>`,
  });
}
