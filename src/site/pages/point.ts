/** A service point's public page with the honest limits of its agreement (PT-01, PT-02). */
import type { Listing } from '../../directory/listing.ts';
import { html, type RawHtml } from '../../http/html.ts';
import { dateText, wallClock } from '../../languages/dates.ts';
import type { SitePoint } from '../house.ts';
import { icon } from '../icons.ts';
import { listingRow } from '../listing-row.ts';
import { nameHtml } from '../local-text.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';

const KIND: PageKind = {
  name: 'point',
  parts: ['card', 'service', 'tiles'],
  symbols: ['open', 'soon', 'closed', 'unsure', 'pin', 'yes', 'law', 'back'],
};

export function pointPage(
  view: View,
  {
    point,
    listings,
    paper = false,
  }: { point: SitePoint; listings: readonly Listing[]; paper?: boolean },
): Page {
  const { words } = view;
  return page(view, KIND, {
    title: words.text('point.tab', { code: point.code }),
    same: { path: `/point/${point.code}` },
    main: html`<h1>${nameHtml(view, point.name)}</h1>
<p class="soft">${words.say(`point.kind.${point.kind}`)}</p>
<p class="row way gap">${icon('pin')}<span>${
      point.address?.length
        ? point.address.map((line, index) => html`${index ? html`<br>` : ''}<bdi>${line}</bdi>`)
        : point.area
          ? words.say('way.in', { area: nameHtml(view, point.area) })
          : words.say('way.phone_only')
    }</span></p>
${agreementNotice(view, point)}
${point.spaces.length ? html`<section><h2>${words.say('point.spaces')}</h2><ul class="facts">${point.spaces.map((space) => html`<li>${icon('yes')}${words.say(`point.space.${space}`)}</li>`)}</ul></section>` : ''}
<section><h2>${words.say('point.services')}</h2><ul class="list">${listings.map((listing) => listingRow(view, listing))}</ul>${paper ? html`<p class="gap noprint"><a class="line" href="/${words.language.code}/wallet.pdf?point=${point.code}">${words.say('cards.paper')} (PDF)</a></p>` : ''}</section>
<p class="s soft">${words.say('service.number', { code: html`<bdi class="c">${point.code}</bdi>` })}</p>`,
  });
}

/** What is promised and what is not: in force, lapsing, ended, broken or none each have their own text. */
export function agreementNotice(
  view: View,
  { agreement, otherPoint }: Pick<SitePoint, 'agreement' | 'otherPoint'>,
): RawHtml {
  const { words } = view;
  const today = wallClock(view.now, view.settings.zone).day;
  const date = (day: number | undefined): string =>
    day === undefined ? '' : dateText(words, day, today);
  const { state, kind, guarantees, validTo, breachedOn } = agreement;
  const inForce = state === 'live' || state === 'lapsing';
  const text = inForce
    ? html`<p>${words.say('agreement.live', { kind: kind ?? 'informal' })}</p><ul class="dots">${guarantees.map((code) => html`<li>${words.say(`agreement.${code}`)}</li>`)}</ul><p class="gap">${
        validTo === undefined
          ? ''
          : words.say(state === 'lapsing' ? 'agreement.lapsing' : 'agreement.until', {
              date: date(validTo),
            })
      }</p><p>${words.say('agreement.limit')}</p>`
    : html`<p>${words.say(`agreement.${state}`, { date: date(state === 'breached' ? breachedOn : validTo) })}</p>${
        otherPoint
          ? html`<p>${words.say('agreement.other_point', { place: html`<a href="/${words.language.code}/point/${otherPoint.code}">${nameHtml(view, otherPoint.name)}</a>` })}</p>`
          : ''
      }`;
  return html`<section class="paper"><h2 class="row">${icon('law')}<span>${words.say('agreement.title')}</span></h2>${text}</section>`;
}
