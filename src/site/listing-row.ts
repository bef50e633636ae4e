/** A listing as one row of a plain list: name, where, door; and the rows of the nearest ones. */
import type { Listing } from '../directory/listing.ts';
import { html, type RawHtml } from '../http/html.ts';
import { distanceText } from '../languages/dates.ts';
import { listingDoor } from './card.ts';
import { icon } from './icons.ts';
import { nameHtml } from './local-text.ts';
import type { Nearby } from './nearest-fit.ts';
import type { View } from './page.ts';

/** @param distanceM metres from the place that is spoken of */
export function listingRow(view: View, listing: Listing, distanceM?: number): RawHtml {
  const { words } = view;
  const door = listingDoor(view, listing);
  const area = listing.place?.area ?? listing.place?.name;
  const where = [
    ...(area ? [html`${nameHtml(view, area)} · `] : []),
    ...(distanceM === undefined
      ? []
      : [html`${words.say('ended.from', { distance: distanceText(words, distanceM) })} · `]),
  ];
  return html`<li><a href="/${words.language.code}/s/${listing.code}">${icon(door.icon)}<span>${nameHtml(view, listing.name)}<br><span class="s soft">${where}${door.sentence}</span></span></a></li>`;
}

/** Where to go instead, the nearest first; nothing when nobody knows of one. */
export function nearestList(view: View, nearest: readonly Nearby[]): RawHtml | string {
  if (!nearest.length) return '';
  return html`<section><h2>${view.words.say('ended.near')}</h2><ul class="list">${nearest.map(
    ({ listing, distanceM }) => listingRow(view, listing, distanceM),
  )}</ul></section>`;
}
