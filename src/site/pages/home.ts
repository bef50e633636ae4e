/** "What do you need?": twelve pictures, the place, danger (chapter 70, section 3, pattern 2). */
import { type NeedBranch } from '../../directory/needs.ts';
import { html, type RawHtml } from '../../http/html.ts';
import { placeQuery } from '../asked.ts';
import type { SitePlace } from '../house.ts';
import { icon, type IconName } from '../icons.ts';
import { nameHtml } from '../local-text.ts';
import { hidden, type Page, page, type PageKind, type View } from '../page.ts';
import { telephone } from '../card.ts';

/** The tiles in their order, each a branch of the needs. */
export const TILES: readonly { need: NeedBranch; picture: IconName }[] = [
  { need: 'health', picture: 'health' },
  { need: 'food', picture: 'food' },
  { need: 'shelter', picture: 'sleep' },
  { need: 'water', picture: 'water' },
  { need: 'items', picture: 'clothes' },
  { need: 'child', picture: 'child' },
  { need: 'papers', picture: 'papers' },
  { need: 'family', picture: 'family' },
  { need: 'talk', picture: 'phone' },
  { need: 'work', picture: 'work' },
  { need: 'law', picture: 'law' },
  { need: 'school', picture: 'school' },
];

const KIND: PageKind = {
  name: 'home',
  parts: ['tiles'],
  symbols: ['danger', 'find', 'pin', ...TILES.map(({ picture }) => picture)],
};

/** The line with the number to call in danger; absent without numbers. */
export function dangerLine(view: View): RawHtml | string {
  const { words, settings } = view;
  const first = settings.emergencyNumbers[0];
  if (!first) return '';
  const number = html`<bdi class="n">${first.number}</bdi>`;
  return html`<a class="danger" href="${telephone(first.number)}">${icon('danger')}<span>${words.say(first.free ? 'danger.line_free' : 'danger.line', { number })}</span></a>`;
}

/** Home. `place` is the one that the address names; `cards`: there are questions and answers to read. */
export function homePage(
  view: View,
  { place, cards }: { place?: SitePlace; cards?: boolean },
): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const query = placeQuery(place?.id);
  return page(view, KIND, {
    title: words.text('home.title'),
    same: { path: `/${query}` },
    ...(place ? { place: place.id } : {}),
    main: html`<h1>${words.say('home.question')}</h1>
<p class="where"><span>${place ? nameHtml(view, place.name) : words.say('home.place_none')}</span><a href="${lang}/place${query}">${words.say('home.place_change')}</a></p>
<nav class="tiles" aria-label="${words.text('home.question')}">${TILES.map(
      ({ need, picture }) =>
        html`<a class="tile" href="${lang}/find/${need}${query}"><span class="arch">${icon(picture)}</span>${words.say(`tile.${need}`)}</a>`,
    )}</nav>
<form method="post" action="${lang}/search" role="search"><label for="q">${words.say('home.own_words')}</label>${hidden(place ? [['place', String(place.id)]] : [])}<div class="ask"><input type="text" class="field" id="q" name="q" maxlength="120" autocomplete="off" autocapitalize="off" spellcheck="false" required><button class="b">${icon('find')}${words.say('home.own_words_go')}</button></div></form>
${dangerLine(view)}
<p class="where"><a href="${lang}/find${query}">${words.say('home.all_needs')}</a> ${cards ? html`<a href="${lang}/rights">${words.say('home.cards')}</a> ` : ''}<a href="${lang}/map${query}">${icon('pin')}${words.say('home.map')}</a></p>`,
  });
}
