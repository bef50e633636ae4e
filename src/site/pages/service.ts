/** One service at one place (chapter 70, section 3, patterns 5 and 8). */
import type { FactCode } from '../../directory/fact-codes.ts';
import type { Listing } from '../../directory/listing.ts';
import { html, type RawHtml } from '../../http/html.ts';
import { agoText, dateText, momentText, wallClock } from '../../languages/dates.ts';
import { CARD_SYMBOLS, checkedLine, listingDoor, promiseBox, telephone, wayLine } from '../card.ts';
import { bringOf, listingWarnings } from '../../directory/what-is-asked.ts';
import { sortFacts } from '../facts.ts';
import { OUTCOMES, type Outcome } from '../house.ts';
import { hoursTable } from '../hours-table.ts';
import { icon } from '../icons.ts';
import { listingRow, nearestList } from '../listing-row.ts';
import { nameHtml, proseHtml } from '../local-text.ts';
import type { Nearby } from '../nearest-fit.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { factText, needLabel } from '../wishes.ts';

const KIND: PageKind = {
  name: 'service',
  parts: ['card', 'service', 'tiles'],
  symbols: [...CARD_SYMBOLS, 'pass', 'print', 'chev', 'back', 'clock'],
};

export type ServicePage = {
  listing: Listing;
  elsewhere: readonly Listing[];
  /** Id for the feedback form: one answer for one showing of the page. */
  feedbackId: string;
  counts: Partial<Record<Outcome, number>>;
  /** For a place that nobody vouches for any more. */
  nearest?: readonly Nearby[];
};

export function servicePage(view: View, data: ServicePage): Page {
  const { words } = view;
  const { listing } = data;
  const body = listing.freshness === 'withdrawn' ? withdrawn(view, data) : whole(view, data);
  return page(view, KIND, {
    title: words.text('service.tab', { code: listing.code }),
    same: { path: `/s/${listing.code}` },
    ...(listing.place?.areaId === undefined ? {} : { place: listing.place.areaId }),
    main: body,
  });
}

function whole(view: View, data: ServicePage): RawHtml {
  const { words } = view;
  const { listing } = data;
  const lang = `/${words.language.code}`;
  const door = listingDoor(view, listing);
  const facts = sortFacts(listing);
  const warnings = listingWarnings(listing);
  const need = listing.needs[0];
  const way = wayLine(view, listing);
  return html`${need ? html`<a class="back" href="${lang}/find/${need}/places">${icon('back')}${needLabel(view, need)}</a>` : ''}
${listing.freshness === 'overdue' ? overdueNotice(view, listing) : ''}${listing.alert ? html`<div class="notice bad" role="region" aria-label="${words.text('service.overdue_title', { when: '' })}">${icon('warn')}<div>${proseHtml(view, listing.alert)}</div></div>` : ''}
<article class="card ${door.lintel}"><div class="in"><h1>${nameHtml(view, listing.name)}</h1>
<p class="row state">${icon(door.icon)}<span>${door.sentence}</span></p>
${way ? html`<p class="row way">${icon(listing.place ? 'pin' : 'call')}<span>${way}</span></p>` : ''}
<div class="big noprint">${callButton(view, listing)}${listing.place && !listing.place.areaOnly ? html`<a class="b2" href="#way">${icon('pin')}${words.say('card.way')}</a>` : ''}</div>
${promiseBox(view, listing, { bring: bringOf(listing), notAsked: facts.notAsked })}
${warnings.length || listing.mayHaveConditions ? html`<ul class="why">${warnings.map((warning) => html`<li class="w">${icon('warn')}${words.say(`warning.${warning}`)}</li>`)}${listing.mayHaveConditions ? html`<li class="w">${icon('warn')}${words.say('service.conditions')}</li>` : ''}</ul>` : ''}
${checkedLine(view, listing)}</div></article>
${about(view, listing)}
${people(view, listing)}
${goodToKnow(view, listing, facts)}
${hours(view, listing)}
${wayThere(view, listing)}
${contact(view, listing)}
${elsewhere(view, data.elsewhere)}
${feedback(view, data)}
${sources(view, listing)}
<div class="tools"><a href="${lang}/print/${listing.code}" data-keep>${icon('keep')}${words.say('card.keep')}</a><a href="${lang}/print/${listing.code}">${icon('print')}${words.say('service.print')}</a><a href="/s/${listing.code}" data-share>${icon('pass')}${words.say('service.share')}</a></div>
<p class="s soft">${words.say('service.number', { code: html`<bdi class="c">${listing.code}</bdi>` })} · ${words.say('service.share_link', { link: html`<bdi class="l">${shortLink(view, listing.code)}</bdi>` })}</p>`;
}

/** The short address that people can read aloud or copy. */
export function shortLink(view: View, code: string): string {
  return `${view.settings.origin}/s/${code}`;
}

function withdrawn(view: View, { listing, nearest = [] }: ServicePage): RawHtml {
  const { words } = view;
  const when = listing.checkedOn
    ? dateText(words, listing.checkedOn, wallClock(view.now, listing.pattern.zone).day)
    : '';
  const need = listing.needs[0];
  return html`<div class="card dash"><div class="in"><h1>${words.say('service.withdrawn_title')}</h1>
<p class="gap"><b>${nameHtml(view, listing.name)}</b></p>
${when ? html`<p class="gap">${words.say('service.withdrawn_text', { when })}</p>` : ''}
</div></div>${nearestList(view, nearest)}<p class="gap"><a class="b" href="/${words.language.code}/find/${need ?? 'any'}/places">${words.say('service.withdrawn_next')}</a></p>`;
}

function overdueNotice(view: View, listing: Listing): RawHtml {
  const { words } = view;
  const when = listing.checkedOn
    ? agoText(words, listing.checkedOn, wallClock(view.now, listing.pattern.zone).day)
    : '';
  const text = when
    ? words.say('service.overdue_title', { when })
    : words.say('card.checked_never');
  return html`<div class="notice">${icon('warn')}<p><b>${text}</b></p></div>`;
}

function callButton(view: View, listing: Listing): RawHtml | string {
  const phone = listing.phones.find(({ kind }) => kind === 'voice');
  if (!phone) return '';
  return html`<a class="b" href="${telephone(phone.number)}">${icon('call')}<span>${view.words.say('service.call_number', { number: html`<bdi class="n">${phone.number}</bdi>` })}</span></a>`;
}

function about(view: View, listing: Listing): RawHtml {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const { minAge, maxAge } = listing;
  const age =
    minAge !== undefined && maxAge !== undefined
      ? words.say('service.age_between', { min: minAge, max: maxAge })
      : minAge !== undefined
        ? words.say('service.age_from', { min: minAge })
        : maxAge !== undefined
          ? words.say('service.age_to', { max: maxAge })
          : words.say('service.age_all');
  return html`<section><h2>${words.say('service.what')}</h2>
${listing.description ? proseHtml(view, listing.description) : html`<p>${words.list(listing.needs.map((need) => needLabel(view, need)))}</p>`}
<p class="gap">${words.say('service.by', { organization: html`<a href="${lang}/org/${listing.organization.code}">${nameHtml(view, listing.organization.name)}</a>` })}${
    listing.place?.pointCode
      ? html`<br><a class="line" href="${lang}/point/${listing.place.pointCode}">${listing.place.name ? nameHtml(view, listing.place.name) : words.text('point.tab', { code: listing.place.pointCode })}</a>`
      : ''
  }</p></section>
${listing.howTo ? html`<section><h2>${words.say('service.how')}</h2>${proseHtml(view, listing.howTo)}</section>` : ''}
${listing.fees ? html`<section><h2>${words.say('service.fees')}</h2>${proseHtml(view, listing.fees)}</section>` : ''}
<section><h2>${words.say('service.for_whom')}</h2><p>${age}</p>${space(view, listing)}</section>`;
}

function space(view: View, { capacity, pattern }: Listing): RawHtml | string {
  if (!capacity || (capacity.free === undefined && !capacity.full)) return '';
  const { words } = view;
  const today = wallClock(view.now, pattern.zone).day;
  const when =
    capacity.updated === undefined
      ? words.text('when.today')
      : momentText(words, wallClock(capacity.updated, pattern.zone), today);
  return html`<p>${capacity.full ? words.say('service.space_full', { when }) : words.say('service.space_free', { count: capacity.free ?? 0, when })}</p>`;
}

function people(view: View, listing: Listing): RawHtml {
  const { words } = view;
  const lines = listing.languages.map(
    ({ lang, mode }) =>
      html`<li>${icon('yes')}${words.say(`reason.language_${mode}`, { language: view.languageName(lang) })}</li>`,
  );
  const complete = listing.facts.languages_complete?.value === 1;
  return html`<section><h2>${words.say('service.people')}</h2>${
    lines.length
      ? html`<ul class="facts">${lines}</ul>`
      : html`<p class="row">${icon('unknown')}<span>${words.say('service.languages_unknown')}</span></p>`
  }${lines.length && !complete ? html`<p class="s soft">${words.say('service.languages_more')}</p>` : ''}</section>`;
}

/** The question to ask for a fact that nobody has answered. */
const ASKS: Partial<Record<FactCode, string>> = {
  free: 'ask.free',
  asks_identity: 'ask.papers',
  shares_with_authorities: 'ask.not_reported',
  woman_provider: 'ask.woman',
  step_free: 'ask.step_free',
  child_space: 'ask.child_space',
  minors_alone: 'ask.minor_alone',
};

function goodToKnow(
  view: View,
  listing: Listing,
  facts: ReturnType<typeof sortFacts>,
): RawHtml | string {
  const { words } = view;
  const { good, against, unknown } = facts;
  const isWarning = new Set(listingWarnings(listing) as string[]);
  const said = against.filter((code) => !isWarning.has(code));
  const goodLines = good.map(
    (code) =>
      html`<li>${icon('yes')}${code === 'shares_with_authorities' ? words.say('reason.not_reported') : code === 'conditions_apply' ? words.say('mark.no', { thing: factText(view, code) }) : factText(view, code)}</li>`,
  );
  const againstLines = said.map((code) =>
    listing.facts[code]?.value === 1
      ? html`<li class="w">${icon('warn')}${factText(view, code)}</li>`
      : html`<li class="no">${icon('no')}${notSo(view, code)}</li>`,
  );
  const unknownLines = unknown.map(
    (code) =>
      html`<li class="u">${icon('unknown')}${words.say(ASKS[code] ?? 'ask.fact', { fact: factText(view, code) })}</li>`,
  );
  return html`${goodLines.length || againstLines.length ? html`<section><h2>${words.say('service.facts')}</h2><ul class="facts">${goodLines}${againstLines}</ul></section>` : ''}
${unknownLines.length ? html`<section><h2>${words.say('service.not_known')}</h2><p class="soft">${words.say('service.not_known_text')}</p><ul class="facts">${unknownLines}</ul></section>` : ''}`;
}

/** "Help with forms: no", or a sentence of its own where that would be twice no. */
function notSo(view: View, code: FactCode): RawHtml {
  const own = `fact.${code}.no`;
  return view.words.has(own)
    ? view.words.say(own)
    : view.words.say('mark.no', { thing: factText(view, code) });
}

function hours(view: View, listing: Listing): RawHtml {
  const { words } = view;
  const days = hoursTable(words, listing.pattern, view.now);
  const women = listing.pattern.rules.some(({ womenOnly }) => womenOnly);
  return html`<section><h2>${words.say('service.hours')}</h2>${
    days
      ? html`<table><caption class="vh">${words.say('service.hours_until')}</caption><tbody>${days.map(
          ({ weekday, isToday, lines }) =>
            html`<tr${isToday ? html` class="t"` : ''}><th scope="row">${isToday ? words.say('service.hours_today', { day: weekday }) : weekday}</th><td>${lines.map((line, index) => html`${index ? html`<br>` : ''}${line}`)}</td></tr>`,
        )}</tbody></table>${women ? html`<p class="s soft">${words.say('reason.women_only_hours')}</p>` : ''}`
      : html`<p class="row">${icon('unknown')}<span>${words.say(listing.phones.length ? 'door.unknown' : 'door.unknown_no_phone')}</span></p>`
  }</section>`;
}

function wayThere(view: View, listing: Listing): RawHtml | string {
  const { words } = view;
  const { place } = listing;
  if (!place)
    return listing.remote
      ? html`<section id="way"><h2>${words.say('service.way')}</h2><p>${words.say('way.phone_only')}</p></section>`
      : '';
  const where =
    place.areaOnly && place.area
      ? words.say('way.area_only', { area: nameHtml(view, place.area) })
      : undefined;
  return html`<section id="way"><h2>${words.say('service.way')}</h2>${
    where
      ? html`<p>${where}</p>`
      : html`${place.name ? html`<p><b>${nameHtml(view, place.name)}</b></p>` : ''}<p>${(place.address ?? []).map((line, index) => html`${index ? html`<br>` : ''}<bdi>${line}</bdi>`)}</p>${!place.address?.length && place.area ? html`<p>${words.say('way.in', { area: nameHtml(view, place.area) })}</p>` : ''}`
  }${place.transport ? html`<div class="gap">${proseHtml(view, place.transport)}</div>` : ''}${
    place.position && !place.areaOnly
      ? html`<p><a class="line" href="geo:${place.position.lat},${place.position.lon}?q=${place.position.lat},${place.position.lon}">${words.say('service.open_map_app')}</a></p>`
      : ''
  }</section>`;
}

function contact(view: View, listing: Listing): RawHtml | string {
  const { words } = view;
  if (!listing.phones.length && !listing.website && !listing.email) return '';
  return html`<section><h2>${words.say('service.contact')}</h2>${listing.phones
    .filter(({ kind }) => kind !== 'fax')
    .map(({ number, kind, extension, note }) => {
      const shown = html`<bdi class="n">${number}</bdi>`;
      const label =
        kind === 'text'
          ? words.say('service.text_number', { number: shown })
          : words.say('service.call_number', { number: shown });
      return html`<p><a class="line" href="${kind === 'text' ? telephone(number).replace('tel:', 'sms:') : telephone(number)}">${label}</a>${extension ? html` ${words.say('service.extension', { extension: html`<bdi class="n">${extension}</bdi>` })}` : ''}${note ? html` <span class="s soft">${nameHtml(view, note)}</span>` : ''}</p>`;
    })}${listing.email ? html`<p><a class="line" href="mailto:${listing.email}">${words.say('service.email', { address: html`<bdi class="l">${listing.email}</bdi>` })}</a></p>` : ''}${
    listing.website && /^https?:\/\//.test(listing.website)
      ? html`<p><a class="line" href="${listing.website}" rel="noreferrer noopener external">${words.say('service.website')}</a><span class="s soft">${words.say('service.website_note')}</span></p>`
      : ''
  }</section>`;
}

function elsewhere(view: View, listings: readonly Listing[]): RawHtml | string {
  if (!listings.length) return '';
  const { words } = view;
  return html`<section class="noprint"><h2>${words.say('service.elsewhere')}</h2><ul class="list">${listings.map((one) => listingRow(view, one))}</ul></section>`;
}

function feedback(view: View, { listing, feedbackId, counts }: ServicePage): RawHtml {
  const { words } = view;
  const total = OUTCOMES.filter((outcome) => counts[outcome]);
  return html`<section class="noprint" id="feedback"><h2>${words.say('feedback.title')}</h2><p class="s soft">${words.say('feedback.note')}</p>
<form method="post" action="/${words.language.code}/feedback/${listing.code}"><input type="hidden" name="id" value="${feedbackId}"><div class="says">${OUTCOMES.map(
    (outcome) =>
      html`<button class="b2" name="outcome" value="${outcome}">${words.say(`feedback.${outcome}`)}</button>`,
  )}</div></form>${
    total.length
      ? html`<h3 class="gap">${words.say('feedback.counts')}</h3><ul class="dots">${total.map((outcome) => html`<li>${words.say('feedback.count_line', { outcome: words.say(`feedback.${outcome}`), count: counts[outcome] ?? 0 })}</li>`)}</ul>`
      : ''
  }</section>`;
}

function sources(view: View, listing: Listing): RawHtml | string {
  const { words } = view;
  const today = wallClock(view.now, listing.pattern.zone).day;
  const lines = Object.entries(listing.facts).flatMap(([code, fact]) => {
    if (!fact.value) return [];
    const who =
      fact.sourceKind === 'provider' && fact.saidBy
        ? html`<bdi>${fact.saidBy}</bdi>`
        : words.say(
            {
              provider: 'service.source_provider',
              authority: 'service.source_authority',
              network_check: 'service.source_network',
              visitor_reports: 'service.source_reports',
              import: 'service.source_import',
            }[fact.sourceKind],
          );
    const thing = factText(view, code as never);
    const when = fact.checkedOn
      ? agoText(words, fact.checkedOn, today)
      : words.text('card.checked_never');
    return [
      html`<li>${words.say('service.source_line', { fact: fact.value === 2 ? words.say('mark.no', { thing }) : thing, who, when })}</li>`,
    ];
  });
  if (!lines.length) return '';
  return html`<section><details><summary>${icon('chev')}<h2>${words.say('service.source')}</h2></summary><ul class="dots">${lines}</ul></details></section>`;
}
