/** A place on paper, or saved as a file: everything needed to get there, one ink. */
import type { Listing } from '../../directory/listing.ts';
import { html } from '../../http/html.ts';
import { dateText, wallClock } from '../../languages/dates.ts';
import { promiseBox, wayLine } from '../card.ts';
import { bringOf, listingWarnings, sortFacts } from '../facts.ts';
import { hoursTable } from '../hours-table.ts';
import { icon } from '../icons.ts';
import { nameHtml, proseHtml } from '../local-text.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { factText } from '../wishes.ts';
import { shortLink } from './service.ts';

const KIND: PageKind = {
  name: 'print',
  parts: ['card', 'service'],
  symbols: ['back', 'yes', 'unknown', 'warn', 'bag', 'nopaper', 'pin', 'call', 'print'],
};

export function printPage(view: View, { listing }: { listing: Listing }): Page {
  const { words } = view;
  const facts = sortFacts(listing);
  const days = hoursTable(words, listing.pattern, view.now);
  const today = wallClock(view.now, listing.pattern.zone).day;
  const way = wayLine(view, listing);
  const code = html`<bdi class="c">${listing.code}</bdi>`;
  return page(view, KIND, {
    title: words.text('service.tab', { code: listing.code }),
    same: { path: `/print/${listing.code}` },
    main: html`<a class="back" href="/${words.language.code}/s/${listing.code}">${icon('back')}${words.say('bar.back')}</a>
<div class="notice off noprint">${icon('print')}<p><b>${words.say('print.title')}</b><br>${words.say('print.hint')} <button class="link" data-print hidden>${words.say('service.print')}</button></p></div>
<article class="card"><div class="in"><h1>${nameHtml(view, listing.name)}</h1>
${listing.place && !listing.place.areaOnly && listing.place.address ? html`<p class="row">${icon('pin')}<span>${listing.place.address.map((line, index) => html`${index ? html`<br>` : ''}<bdi>${line}</bdi>`)}${listing.place.transport ? html`<br>${nameHtml(view, listing.place.transport)}` : ''}</span></p>` : way ? html`<p class="row">${icon('pin')}<span>${way}</span></p>` : ''}
${listing.phones.filter(({ kind }) => kind !== 'fax').map(({ number }) => html`<p class="row">${icon('call')}<bdi class="n"><b>${number}</b></bdi></p>`)}
${promiseBox(view, listing, { bring: bringOf(listing), notAsked: facts.notAsked })}
<ul class="why">${listingWarnings(listing).map((warning) => html`<li class="w">${icon('warn')}${words.say(`warning.${warning}`)}</li>`)}${facts.good
      .slice(0, 8)
      .filter((fact) => fact !== 'shares_with_authorities' && fact !== 'conditions_apply')
      .map((fact) => html`<li>${icon('yes')}${factText(view, fact)}</li>`)}</ul>
<h2>${words.say('service.hours')}</h2>
${days ? html`<table><caption class="vh">${words.say('service.hours_until')}</caption><tbody>${days.map(({ weekday, lines }) => html`<tr><th scope="row">${weekday}</th><td>${words.list(lines)}</td></tr>`)}</tbody></table>` : html`<p>${words.say('door.unknown')}</p>`}
${listing.howTo ? proseHtml(view, listing.howTo) : ''}
<p class="seen">${listing.checkedOn ? words.say('print.checked', { date: dateText(words, listing.checkedOn, today), code }) : words.say('card.checked_never')} ${words.say('print.out_of_date', { link: html`<bdi class="l">${shortLink(view, listing.code)}</bdi>` })}</p></div></article>`,
  });
}
