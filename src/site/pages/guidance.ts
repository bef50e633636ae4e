/** Questions and answers: the list by topic, and one card (INFO-03, INFO-04; chapter 10, section 4). */
import { dayOf } from '../../languages/days.ts';
import { type ShownCard, type Topic, TOPICS } from '../../guidance/card.ts';
import type { Listing } from '../../directory/listing.ts';
import { html, type RawHtml } from '../../http/html.ts';
import { dateText, wallClock } from '../../languages/dates.ts';
import { direction } from '../../languages/direction.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import { telephone } from '../card.ts';
import { icon, type IconName } from '../icons.ts';
import { listingRow } from '../listing-row.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';

export const TOPIC_ICONS: Readonly<Record<Topic, IconName>> = {
  emergency: 'danger',
  health: 'health',
  shelter: 'sleep',
  food_water: 'food',
  children: 'child',
  school: 'school',
  work: 'work',
  legal_help: 'law',
  family: 'family',
  documents: 'papers',
  money: 'bag',
  travel: 'walk',
  safety: 'warn',
  information: 'phone',
};

const LIST: PageKind = {
  name: 'guidance-list',
  parts: ['tiles', 'service'],
  symbols: [...new Set(Object.values(TOPIC_ICONS)), 'next'],
};
const CARD: PageKind = {
  name: 'guidance-card',
  parts: ['card', 'service', 'tiles'],
  symbols: [
    ...new Set([
      ...Object.values(TOPIC_ICONS),
      'back',
      'next',
      'call',
      'warn',
      'yes',
      'print',
      'pass',
      'chev',
      'open',
      'soon',
      'closed',
      'unsure',
    ] as IconName[]),
  ],
};

/** "3 May" of a `YYYY-MM-DD` in the page's language. */
export function dated(view: View, date: string): string {
  return dateText(view.words, dayOf(date), wallClock(view.now, view.settings.zone).day);
}

export type GuidanceList = {
  /** What may be read in the page's language. */
  cards: readonly ShownCard[];
  /** Cards that exist only in another language. */
  others: readonly ShownCard[];
  topic?: Topic;
  /** What only a server adds below. */
  below?: RawHtml;
  /** How many of the topic came before this page. */
  from?: number;
};

/** Questions of one topic on its own page, of a topic on the page of all, and of those that come first. */
const PAGE = 40;
const OF_TOPIC = 4;
const MOST_FIRST = 8;

/** `/{lang}/rights` and `/{lang}/rights/{territory}/{topic}`. */
export function guidanceListPage(
  view: View,
  { cards, others, topic, from = 0, below }: GuidanceList,
): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const path = topic ? `/rights/${view.settings.territory}/${topic}` : '/rights';
  const isEmergency = ({ card }: ShownCard): boolean => card.kind === 'emergency';
  const first = topic
    ? []
    : cards
        .filter((one) => one.card.essential || isEmergency(one))
        .toSorted((a, b) => Number(isEmergency(b)) - Number(isEmergency(a)))
        .slice(0, MOST_FIRST);
  const rest = cards.filter((card) => !first.includes(card));
  const isShort = rest.length <= PAGE;
  const shownOf = (one: Topic): { shown: readonly ShownCard[]; left: number; next: number } => {
    const all = rest.filter(({ card }) => card.topic === one);
    const start = topic ? from : 0;
    const count = topic ? PAGE : isShort ? all.length : OF_TOPIC;
    const shown = all.slice(start, start + count);
    return { shown, left: all.length - start - shown.length, next: topic ? start + count : 0 };
  };
  const topics = TOPICS.filter((one) => rest.some(({ card }) => card.topic === one));
  const heading = topic ? words.say(`cards.topic.${topic}`) : words.say('cards.title');
  return page(view, LIST, {
    title: words.text('cards.title'),
    same: { path },
    main: html`${topic ? html`<a class="back" href="${lang}/rights">${words.say('cards.title')}</a>` : ''}<h1>${heading}</h1>
${topic ? '' : html`<p class="gap">${words.say('cards.intro')}</p>`}
${cards.length ? '' : html`<p class="gap">${words.say('cards.none')}</p>`}
${first.length ? html`<section><h2>${words.say('cards.first')}</h2>${questions(view, first)}</section>` : ''}
${topics.map((one) => {
  const { shown, left, next } = shownOf(one);
  const at = `${lang}/rights/${view.settings.territory}/${one}`;
  return html`<section>${topic ? '' : html`<h2>${icon(TOPIC_ICONS[one])} <a href="${at}">${words.say(`cards.topic.${one}`)}</a></h2>`}${questions(view, shown)}${left > 0 ? html`<p><a class="line" href="${at}${next ? `?from=${String(next)}` : ''}">${words.say('cards.more', { count: left })}</a></p>` : ''}</section>`;
})}
${others.length ? html`<section><h2>${words.say('cards.none_other')}</h2>${questions(view, others.slice(0, topic ? PAGE : MOST_FIRST))}</section>` : ''}
<p class="gap"><a class="line" href="${lang}/rumours">${words.say('rumours.title')}</a></p>
<p class="gap"><a class="line" href="${lang}/printed">${words.say('printed.title')}</a></p>${below ?? ''}`,
  });
}

function questions(view: View, cards: readonly ShownCard[]): RawHtml {
  return html`<ul class="list">${cards.map(
    ({ card, publication }) =>
      html`<li><a href="/${view.words.language.code}/c/${String(card.code)}">${icon(TOPIC_ICONS[card.topic])}<span>${inLanguage(view, publication.lang, publication.words.question)}</span></a></li>`,
  )}</ul>`;
}

/** A text of a card: isolated, marked with its language when that is not the page's. */
function inLanguage(view: View, lang: string, text: string): RawHtml {
  if (lang === view.words.language.code) return html`<bdi>${text}</bdi>`;
  const tag = knownLanguage(lang)?.tag ?? lang;
  return html`<bdi lang="${tag}" dir="${direction(tag)}">${text}</bdi>`;
}

export type GuidanceCard = {
  shown: ShownCard;
  /** Languages in which it may be read now. */
  languages: readonly string[];
  /** Places of its needs and the services that it names. */
  listings: readonly Listing[];
  large: boolean;
  /** What only a server adds, above the card and below it. */
  above?: RawHtml | '';
  below?: RawHtml;
};

/** `/{lang}/c/{code}`: one question, one answer, one next step, and who says so. */
export function guidanceCardPage(view: View, data: GuidanceCard): Page {
  const { words } = view;
  const { shown, large } = data;
  const { card, publication } = shown;
  const lang = `/${words.language.code}`;
  const own = publication.lang === words.language.code;
  const tag = knownLanguage(publication.lang)?.tag ?? publication.lang;
  const marked = own ? '' : html` lang="${tag}" dir="${direction(tag)}"`;
  const { question, answer, nextStep, child, alt } = publication.words;
  return page(view, CARD, {
    title: words.text('cards.tab', { code: String(card.code) }),
    same: { path: `/c/${String(card.code)}` },
    main: html`<a class="back" href="${lang}/rights/${card.territory}/${card.topic}">${icon('back')}${words.say(`cards.topic.${card.topic}`)}</a>
${data.above ?? ''}
${warnings(view, data)}
<article class="card${shown.standing.state === 'current' ? '' : ' dash'}"><div class="in${large ? ' large' : ''}"${marked}>
<h1>${alt ? html`<span role="img" aria-label="${alt}">${icon(TOPIC_ICONS[card.topic])}</span> ` : ''}${question}</h1>
${card.kind === 'rumour_answer' ? html`<p class="s soft">${words.say('cards.rumour')}</p>` : ''}
<p class="gap">${answer}</p>
<h2${own ? '' : html` lang="${words.language.tag}" dir="${words.language.dir}"`}>${words.say('cards.next')}</h2><p class="gap"><b>${nextStep}</b></p>
${target(view, shown)}
</div></article>
${own ? '' : html`<p class="s soft">${words.say('text.only_in', { language: view.languageName(tag) })}</p>`}
${places(view, data)}
${child ? html`<section><h2>${words.say('cards.child')}</h2><p${marked}>${child}</p></section>` : ''}
${languages(view, data)}
${sources(view, shown)}
<div class="tools noprint"><a href="${lang}/c/${String(card.code)}${large ? '' : '?letters=large'}">${words.say(large ? 'cards.ordinary' : 'cards.large')}</a><a href="/c/${String(card.code)}" data-share>${icon('pass')}${words.say('service.share')}</a></div>
${data.below ?? ''}`,
  });
}

function warnings(view: View, { shown, languages: able }: GuidanceCard): RawHtml | string {
  const { words } = view;
  const { standing, publication, card } = shown;
  const lines: RawHtml[] = [];
  if (standing.state === 'overdue')
    lines.push(
      html`<p><b>${words.say('cards.overdue', { date: dated(view, standing.since) })}</b></p>`,
    );
  if (standing.state === 'outdated') {
    lines.push(html`<p><b>${words.say('cards.outdated')}</b></p>`);
    if (able.includes(card.sourceLang))
      lines.push(
        html`<p><a href="/${card.sourceLang}/c/${String(card.code)}">${words.say('cards.newest_in', { language: view.languageName(knownLanguage(card.sourceLang)?.tag ?? card.sourceLang) })}</a></p>`,
      );
  }
  if (publication.machine) lines.push(html`<p>${words.say('cards.machine')}</p>`);
  return lines.length ? html`<div class="notice">${icon('warn')}<div>${lines}</div></div>` : '';
}

function target(view: View, { publication }: ShownCard): RawHtml | string {
  const { action, target: at } = publication.words;
  if (!at) return '';
  if (action === 'call' || /^\+?[\d\s()-]{3,}$/.test(at))
    return html`<p class="big"><a class="b" href="${telephone(at)}">${icon('call')}<span>${view.words.say('cards.call', { number: html`<bdi class="n">${at}</bdi>` })}</span></a></p>`;
  // Only our own pages: a card leads nowhere else.
  if (/^\/[a-z0-9/_-]*$/.test(at))
    return html`<p class="big"><a class="b" href="/${view.words.language.code}${at}">${view.words.say(at.startsWith('/s/') ? 'cards.this_place' : 'cards.go_on')}${icon('next')}</a></p>`;
  return html`<p><bdi>${at}</bdi></p>`;
}

function places(view: View, { shown, listings }: GuidanceCard): RawHtml | string {
  const { words } = view;
  const [need] = shown.card.needs;
  if (!listings.length && !need) return '';
  return html`<section class="noprint"><h2>${words.say('cards.places')}</h2>${listings.length ? html`<ul class="list">${listings.map((listing) => listingRow(view, listing))}</ul>` : ''}${need ? html`<p class="gap"><a class="b2" href="/${words.language.code}/find/${need}">${words.say('cards.all_places')}${icon('next')}</a></p>` : ''}</section>`;
}

function languages(view: View, { shown, languages: able }: GuidanceCard): RawHtml | string {
  const others = able.filter(
    (code) => code !== view.words.language.code && code !== shown.publication.lang,
  );
  if (!others.length) return '';
  return html`<details class="noprint"><summary>${view.words.say('cards.languages')}${icon('chev')}</summary><p>${others.map(
    (code) => {
      const known = knownLanguage(code);
      return html`<a class="line" href="/${code}/c/${String(shown.card.code)}" lang="${known?.tag ?? code}" dir="${direction(known?.tag ?? code)}">${known?.autonym ?? code}</a> `;
    },
  )}</p></details>`;
}

function sources(view: View, { card, publication }: ShownCard): RawHtml {
  const { words } = view;
  return html`<section><h2>${words.say('cards.who')}</h2><p>${words.say('cards.published_by', { name: html`<bdi>${card.publisher}</bdi>` })}${
    card.confirmedBy && card.confirmedOn
      ? html`<br>${words.say('cards.confirmed_by', { name: html`<bdi>${card.confirmedBy}</bdi>`, date: dated(view, card.confirmedOn) })}`
      : ''
  }<br>${words.say('cards.checked', { date: dated(view, card.checkedOn) })} ${words.say('cards.review_by', { date: dated(view, card.reviewBy) })}${
    card.expiresOn
      ? html`<br>${words.say('cards.good_until', { date: dated(view, card.expiresOn) })}`
      : ''
  }</p><ul class="s soft">${card.sources.map(
    ({ name, dated: on }) =>
      html`<li>${on ? words.say('cards.source_dated', { name: html`<bdi>${name}</bdi>`, date: dated(view, on) }) : words.say('cards.source', { name: html`<bdi>${name}</bdi>` })}</li>`,
  )}</ul><p class="s soft">${words.say('cards.number', { code: String(card.code), lang: publication.lang, version: String(publication.version) })}</p></section>`;
}
