/** An organisation and the places that it keeps. */
import type { Listing } from '../../directory/listing.ts';
import { html } from '../../http/html.ts';
import { telephone } from '../card.ts';
import type { SiteOrganization } from '../house.ts';
import { listingRow } from '../listing-row.ts';
import { nameHtml, proseHtml } from '../local-text.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';

const KIND: PageKind = {
  name: 'organization',
  parts: ['service', 'tiles'],
  symbols: ['open', 'soon', 'closed', 'unsure'],
};

export function organizationPage(
  view: View,
  { organization, listings }: { organization: SiteOrganization; listings: readonly Listing[] },
): Page {
  const { words } = view;
  const { code, name, description, phones = [], website } = organization;
  return page(view, KIND, {
    title: words.text('organization.tab', { code }),
    same: { path: `/org/${code}` },
    main: html`<h1>${nameHtml(view, name)}</h1>
${description ? html`<div class="gap">${proseHtml(view, description)}</div>` : ''}
${phones.map(({ number }) => html`<p><a class="line" href="${telephone(number)}">${words.say('service.call_number', { number: html`<bdi class="n">${number}</bdi>` })}</a></p>`)}
${website && /^https?:\/\//.test(website) ? html`<p><a class="line" href="${website}" rel="noreferrer noopener external">${words.say('service.website')}</a> <span class="s soft">${words.say('service.website_note')}</span></p>` : ''}
<section><h2>${words.say('organization.services')}</h2>${
      listings.length
        ? html`<ul class="list">${listings.map((listing) => listingRow(view, listing))}</ul>`
        : html`<p>${words.say('organization.none')}</p>`
    }</section>`,
  });
}
