/** A map only when asked for; the list under it is the same places in words (chapter 70, section 3). */
import type { Listing } from '../../directory/listing.ts';
import { html } from '../../http/html.ts';
import { type Asked, placeQuery } from '../asked.ts';
import type { SitePlace } from '../house.ts';
import { icon } from '../icons.ts';
import { listingRow } from '../listing-row.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { sizeText } from '../sizes.ts';
import { askedLine } from '../wishes.ts';

const KIND: PageKind = {
  name: 'map',
  parts: ['tiles', 'service', 'map'],
  symbols: ['open', 'soon', 'closed', 'unsure', 'pin', 'back'],
};

export type MapPage = {
  asked: Asked;
  listings: readonly Listing[];
  place?: SitePlace;
  /** Bytes that "Show the map" loads, compressed; absent when there is no base map. */
  bytes?: number;
  /** Address of the module that draws the map. */
  script?: string;
};

export function mapPage(view: View, { asked, listings, place, bytes, script }: MapPage): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const query = `${placeQuery(asked.place)}${asked.need ? `${asked.place === undefined ? '?' : '&'}need=${asked.need}` : ''}`;
  const points = listings.flatMap((listing) => {
    const { place: at } = listing;
    return at?.position && !at.areaOnly
      ? [[listing.code, at.position.lon, at.position.lat, listing.name.text]]
      : [];
  });
  return page(view, KIND, {
    title: words.text('map.title'),
    same: { path: `/map${query}` },
    ...(asked.place === undefined ? {} : { place: asked.place }),
    main: html`<a class="back" href="${lang}/${placeQuery(asked.place)}">${icon('back')}${words.say('bar.back')}</a><h1>${words.say('map.title')}</h1><p class="soft">${askedLine(view, asked, place?.name.text)}</p>
${
  script && bytes
    ? html`<p class="notice off gap" data-without>${icon('pin')}<span>${words.say('map.no_script')}</span></p><div class="gap" data-map data-points="${JSON.stringify(points)}" data-label="${words.text('map.label', { count: points.length })}" data-script="${script}" hidden><button type="button" class="b">${icon('pin')}${words.say('map.show', { size: sizeText(words, bytes) })}</button><p role="status" data-loading hidden>${words.say('map.loading', { size: sizeText(words, bytes) })}</p><p role="alert" data-failed hidden>${words.say('map.failed')}</p></div>`
    : ''
}
<h2>${words.say('map.list')}</h2>${listings.length ? html`<ul class="list">${listings.map((listing) => listingRow(view, listing))}</ul>` : html`<p>${words.say('map.none')}</p>`}`,
  });
}
