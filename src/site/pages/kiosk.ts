/**
 * `/at/{code}?kiosk=1`: an information point on a tablet that everybody shares (INFO-08). First the languages of the point; then
 * its questions, numbers and places. No link leads away, nothing dials, no script runs, no keyboard is needed; without a touch
 * the page comes back to the languages (the `Refresh` header of the answer), and says so before, with a way to stay.
 */
import type { ShownCard } from '../../guidance/card.ts';
import type { Listing } from '../../directory/listing.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import { qrSvg } from '../../http/qr-code.ts';
import type { SpokenLanguage } from '../../languages/catalogues.ts';
import { direction } from '../../languages/direction.ts';
import type { KnownLanguage } from '../../languages/known-languages.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import { escapeText } from '../../languages/messages.ts';
import { cardLines } from '../alone-file.ts';
import { wallClock } from '../../languages/dates.ts';
import { listingDoor, warningLines, wayLine } from '../card.ts';
import { icon, symbols } from '../icons.ts';
import { nameHtml } from '../local-text.ts';
import type { Nearby } from '../nearest-fit.ts';
import type { Page, View } from '../page.ts';
import type { NearNeed, ShownPoint } from '../shown-point.ts';
import { weeklyHours } from '../weekly-hours.ts';
import { kindLine, ofCard, placeRow } from './info-point.ts';

const SYMBOLS = symbols([
  'danger',
  'lang',
  'leave',
  'back',
  'next',
  'pin',
  'warn',
  'find',
  'open',
  'soon',
  'closed',
  'unsure',
]).html;

/** Address of a page of the kiosk; without a language the question for it. */
export function kioskAt(code: number, lang?: string, more = ''): string {
  return `${lang === undefined ? '' : `/${lang}`}/at/${String(code)}?kiosk=1${more}`;
}

/** The same words without their links, for what is written for other pages. */
const unlinked = ({ html: text }: RawHtml): RawHtml =>
  raw(text.replaceAll(/<a\b[^>]*>/g, '<span>').replaceAll('</a>', '</span>'));
/** An alert tells itself; what is to be opened elsewhere goes. */
const told = ({ html: text }: RawHtml): RawHtml =>
  raw(text.replaceAll(/<p class="alert-more">.*?<\/p>|<a\b[^>]*>.*?<\/a>/gs, ''));

type Kiosk = {
  point: ShownPoint['point'];
  /** Address of this very page. */
  self: string;
  main: RawHtml;
  /** Languages whose letters stand on it beside its own. */
  letters?: readonly KnownLanguage[];
  /** Nobody has chosen a language yet: there is nothing to end. */
  isQuestion?: true;
};

function kiosk(view: View, { point, self, main, letters = [], isQuestion }: Kiosk): Page {
  const { words } = view;
  const { language } = words;
  const style = view.look.style(
    language,
    ['tiles', 'language', 'service', 'card', 'alert', 'kiosk'],
    letters,
  );
  const start = kioskAt(point.code);
  const banner = view.alerts?.banner(point.place) ?? '';
  const bar = isQuestion
    ? ''
    : html`<header class="bar"><a class="vh skip" href="#main">${words.say('bar.skip')}</a><a class="pill" href="${start}">${icon('lang')}<span class="vh">${words.say('language.word')}: </span>${language.autonym}</a><a class="pill leave" href="${start}">${icon('leave')}${words.say('at.finish')}</a></header>`
        .html;
  const stay = isQuestion
    ? ''
    : html`<a class="stay" href="${self}">${words.say('at.closing')}</a>`.html;
  const pieces: Page['pieces'] = [
    `<!doctype html><html lang="${language.tag}" dir="${language.dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex,noarchive"><link rel="icon" href="/site/icon.svg"><style>${style.css}</style><title>`,
    `${escapeText(words.text('point.kind.information_point'))}</title></head><body class="kiosk">${bar}<main id="main" tabindex="-1">${banner === '' ? '' : told(banner).html}${main.html}${stay}</main>${isQuestion ? '' : foot(view).html}`,
    `${SYMBOLS}</body></html>`,
  ];
  return {
    pieces,
    style,
    get html() {
      return pieces.join('');
    },
  };
}

/** Who has not yet read the translation, and that the country is made up. */
function foot({ words, quality, settings }: View): RawHtml {
  if (quality === 'source' && !settings.demo) return raw('');
  return html`<footer class="foot">${quality === 'source' ? '' : html`<p>${words.say(`foot.${quality}`)}</p>`}${settings.demo ? html`<p>${words.say('foot.demo')}</p>` : ''}</footer>`;
}

/** Which language: those of the point by their own names, the others one touch away. Asked, never guessed. */
export function kioskQuestion(
  view: View,
  shown: Pick<ShownPoint, 'point' | 'name'>,
  {
    first,
    all,
    isWhole,
  }: { first: readonly SpokenLanguage[]; all: readonly SpokenLanguage[]; isWhole: boolean },
): Page {
  const { point, name } = shown;
  const offered = isWhole ? all : first;
  return kiosk(view, {
    point,
    self: kioskAt(point.code),
    letters: all.map(({ language }) => language),
    isQuestion: true,
    main: html`<p class="soft">${nameHtml(view, name)}</p><h1 class="words">${first.map(({ language, words }) => html`<span lang="${language.tag}" dir="${language.dir}">${words.say('language.word')}</span> `)}</h1>
<ul class="langs">${offered.map(({ language }) => html`<li lang="${language.tag}" dir="${language.dir}"><a href="${kioskAt(point.code, language.code)}" hreflang="${language.tag}"><b>${language.autonym}</b></a></li>`)}</ul>
${isWhole || all.length <= first.length ? '' : html`<p class="big"><a class="b2" href="${kioskAt(point.code, undefined, '&all=1')}">${icon('lang')}<span>${first.map(({ language, words }, n) => html`${n ? ' · ' : ''}<span lang="${language.tag}" dir="${language.dir}">${words.say('language.more')}</span>`)}</span></a></p>`}`,
  });
}

/** Numbers to read and dial on another phone. */
function numbersPart({ words, settings }: View): RawHtml | string {
  const { emergencyNumbers } = settings;
  if (!emergencyNumbers.length) return '';
  const hasPolice = emergencyNumbers.some(({ kind }) => kind === 'police');
  return html`<section class="danger">${icon('danger')}<div><h2 class="vh">${words.say('emergency.title')}</h2>${emergencyNumbers.map(({ number, kind }) => html`<p><bdi class="n"><b>${number}</b></bdi> ${words.say(`emergency.kind.${kind}`)}</p>`)}${hasPolice ? html`<p class="s">${words.say('emergency.police_note')}</p>` : ''}</div></section>`;
}

/** Everything of the point, to touch. */
export function kioskMenu(view: View, shown: ShownPoint): Page {
  const { words } = view;
  const { point, name, cards, near } = shown;
  const to = (more: string): string => kioskAt(point.code, words.language.code, more);
  return kiosk(view, {
    point,
    self: to(''),
    main: html`<h1>${nameHtml(view, name)}</h1><p class="soft">${kindLine(view, shown)}</p>
${numbersPart(view)}
<div class="pair"><section><h2>${words.say('cards.title')}</h2><ul class="list">${cards.map(({ card, publication }) => html`<li><a href="${to(`&card=${String(card.code)}`)}">${icon('next')}<span>${ofCard(view, publication.lang, publication.words.question)}</span></a></li>`)}</ul></section>
<section><h2>${words.say('at.near')}</h2><ul class="list">${near.map(({ need }) => html`<li><a href="${to(`&need=${need}`)}">${icon('pin')}<span>${view.needs[need] ?? need}</span></a></li>`)}<li><a href="${to('&safe=1')}">${icon('warn')}<span>${words.say('at.safe')}</span></a></li></ul></section></div>`,
  });
}

type Inside = { shown: Pick<ShownPoint, 'point'>; more: string };
/** A page behind the menu, with the way back to it. */
function inside(view: View, { shown: { point }, more }: Inside, main: RawHtml): Page {
  const lang = view.words.language.code;
  return kiosk(view, {
    point,
    self: kioskAt(point.code, lang, more),
    main: html`<a class="back" href="${kioskAt(point.code, lang)}">${icon('back')}${view.words.say('bar.back')}</a>${main}`,
  });
}

function rows(view: View, { point }: Pick<ShownPoint, 'point'>, found: readonly Nearby[]): RawHtml {
  const { words } = view;
  if (!found.length) return html`<p>${words.say('at.none')}</p>`;
  return html`<ul class="list">${found.map(({ listing, distanceM }) => placeRow(view, listing, kioskAt(point.code, words.language.code, `&place=${listing.code}`), distanceM))}</ul>`;
}

/** What a phone opens when it looks at the screen. */
function code(view: View, path: string): RawHtml {
  const address = `${view.settings.origin}/${view.words.language.code}${path}`;
  return html`<section class="code"><div role="img" aria-label="${view.words.text('pass.qr')}">${raw(qrSvg(address, 'M'))}</div><p class="soft">${view.words.say('pass.qr')}</p></section>`;
}

/** One question, with the nearest places that help with it. */
export function kioskCard(
  view: View,
  shown: Pick<ShownPoint, 'point'>,
  card: ShownCard,
  near: NearNeed | undefined,
): Page {
  const { lang, words: said } = card.publication;
  const tag = knownLanguage(lang)?.tag ?? lang;
  const own = lang === view.words.language.code;
  return inside(
    view,
    { shown, more: `&card=${String(card.card.code)}` },
    html`<article class="card"><div class="in aloud"${own ? '' : html` lang="${tag}" dir="${direction(tag)}"`}><h1>${said.question}</h1>${unlinked(cardLines(view, card))}</div></article>${own ? '' : html`<p class="s soft">${view.words.say('text.only_in', { language: view.languageName(tag) })}</p>`}
${near ? html`<section><h2>${view.words.say('at.near')}</h2>${rows(view, shown, near.found)}</section>` : ''}${code(view, `/c/${String(card.card.code)}`)}`,
  );
}

/** The nearest places for one need. */
export function kioskNeed(
  view: View,
  shown: Pick<ShownPoint, 'point'>,
  { need, found }: NearNeed,
): Page {
  return inside(
    view,
    { shown, more: `&need=${need}` },
    html`<h1>${view.needs[need] ?? need}</h1><p class="soft">${view.words.say('at.near')}</p>${rows(view, shown, found)}`,
  );
}

/** How to tell of harm. */
export function kioskSafe(
  view: View,
  shown: Pick<ShownPoint, 'point'>,
  near: readonly NearNeed[],
): Page {
  const { words } = view;
  return inside(
    view,
    { shown, more: '&safe=1' },
    html`<h1>${words.say('at.safe')}</h1><p class="gap">${words.say('at.safe_text')}</p>${numbersPart(view)}${near.map(({ need, found }) => html`<section><h2>${view.needs[need] ?? need}</h2>${rows(view, shown, found)}</section>`)}`,
  );
}

/** One place: open or not, where, when, what it asks for and warns of. @param asked what is to be paid and brought */
export function kioskPlace(
  view: View,
  shown: Pick<ShownPoint, 'point'>,
  listing: Listing,
  asked: string,
): Page {
  const door = listingDoor(view, listing);
  const way = wayLine(view, listing);
  const { day } = wallClock(view.now, listing.pattern.zone);
  const hours = listing.freshness === 'fresh' && weeklyHours(view.words, listing.pattern, day);
  const phone = listing.phones.find(({ kind }) => kind === 'voice');
  return inside(
    view,
    { shown, more: `&place=${listing.code}` },
    html`<article class="card ${door.lintel}"><div class="in"><h1>${nameHtml(view, listing.name)}</h1><p class="state row">${icon(door.icon)}<span>${door.sentence}</span></p>
${way ? html`<p class="row gap">${icon('pin')}<span>${way}</span></p>` : ''}${phone ? html`<p class="gap"><bdi class="n"><b>${phone.number}</b></bdi></p>` : ''}${hours ? html`<p class="gap">${hours}</p>` : ''}<p class="gap">${asked}</p>${warningLines(view, listing)}</div></article>${code(view, `/s/${listing.code}`)}`,
  );
}
