/** How to get to a place and what to bring, for paper: the way, the telephone, papers, good things and warnings, hours. */
import type { Listing } from '../directory/listing.ts';
import { html, type RawHtml } from '../http/html.ts';
import { promiseBox, wayLine } from './card.ts';
import { bringOf, listingWarnings } from '../directory/what-is-asked.ts';
import { sortFacts } from './facts.ts';
import { hoursTable } from './hours-table.ts';
import { icon, type IconName } from './icons.ts';
import { nameHtml, proseHtml } from './local-text.ts';
import type { View } from './page.ts';
import { factText } from './wishes.ts';

/** Pictures that a page with such a note has to bring along. */
export const PLACE_NOTE_SYMBOLS: readonly IconName[] = [
  'yes',
  'unknown',
  'warn',
  'bag',
  'nopaper',
  'pin',
  'call',
];

export function placeNote(view: View, listing: Listing): RawHtml {
  const { words } = view;
  const facts = sortFacts(listing);
  const days = hoursTable(words, listing.pattern, view.now);
  const way = wayLine(view, listing);
  return html`${listing.place && !listing.place.areaOnly && listing.place.address ? html`<p class="row">${icon('pin')}<span>${listing.place.address.map((line, index) => html`${index ? html`<br>` : ''}<bdi>${line}</bdi>`)}${listing.place.transport ? html`<br>${nameHtml(view, listing.place.transport)}` : ''}</span></p>` : way ? html`<p class="row">${icon('pin')}<span>${way}</span></p>` : ''}
${listing.phones.filter(({ kind }) => kind !== 'fax').map(({ number }) => html`<p class="row">${icon('call')}<bdi class="n"><b>${number}</b></bdi></p>`)}
${promiseBox(view, listing, { bring: bringOf(listing), notAsked: facts.notAsked })}
<ul class="why">${listingWarnings(listing).map((warning) => html`<li class="w">${icon('warn')}${words.say(`warning.${warning}`)}</li>`)}${facts.good
    .slice(0, 8)
    .filter((fact) => fact !== 'shares_with_authorities' && fact !== 'conditions_apply')
    .map((fact) => html`<li>${icon('yes')}${factText(view, fact)}</li>`)}</ul>
<h2>${words.say('service.hours')}</h2>
${days ? html`<table><caption class="vh">${words.say('service.hours_until')}</caption><tbody>${days.map(({ weekday, lines }) => html`<tr><th scope="row">${weekday}</th><td>${words.list(lines)}</td></tr>`)}</tbody></table>` : html`<p>${words.say('door.unknown')}</p>`}
${listing.howTo ? proseHtml(view, listing.howTo) : ''}`;
}
