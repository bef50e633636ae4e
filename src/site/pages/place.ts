/** "Where are you?": the person picks; nothing is guessed from the network (chapter 70, section 3). */
import { html } from '../../http/html.ts';
import { MAX_TEXT } from '../asked.ts';
import type { SitePlace } from '../house.ts';
import { icon } from '../icons.ts';
import { nameHtml } from '../local-text.ts';
import { hidden, type Page, page, type PageKind, type View } from '../page.ts';

const KIND: PageKind = {
  name: 'place',
  parts: ['tiles', 'question'],
  symbols: ['back', 'pin', 'find'],
};

export type PlacePage = {
  larger: readonly SitePlace[];
  /** What was typed, and what it may mean. */
  typed?: { text: string; found: readonly SitePlace[] };
  /** The question that waits for its place: then the choice goes on to its results. */
  carry?: readonly (readonly [string, string])[];
};

export function placePage(view: View, { larger, typed, carry }: PlacePage): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const shown = typed?.found.length ? typed.found : larger;
  const name = (place: SitePlace) =>
    html`${icon('pin')}<span>${nameHtml(view, place.name)}${place.within ? html` <span class="s soft">${nameHtml(view, place.within)}</span>` : ''}</span>`;
  return page(view, KIND, {
    title: words.text('find.title', { n: 3, total: 5 }),
    same: carry ? { path: '/search', carry } : { path: '/place' },
    main: html`<a class="back" href="${lang}/">${icon('back')}${words.say('bar.back')}</a>
<h1>${words.say(typed && typed.found.length > 1 ? 'place.which' : 'place.title')}</h1>
${typed && !typed.found.length ? html`<div class="notice gap" role="alert">${icon('pin')}<p>${words.say('place.none', { text: typed.text })}</p></div>` : ''}
<form class="gap" method="post" action="${carry ? `${lang}/search` : `${lang}/place`}" role="search"><label for="where-field">${words.say('place.field')}</label>${hidden(carry ?? [])}<div class="ask"><input type="text" class="field" id="where-field" name="where" maxlength="${MAX_TEXT}" autocomplete="off" spellcheck="false" value="${typed?.text ?? ''}" required><button class="b">${words.say('place.go')}</button></div></form>
<h2>${words.say(typed?.found.length ? 'place.which' : 'place.main')}</h2>
<ul class="list">${shown.map((place) =>
      carry
        ? html`<li><form method="post" action="${lang}/search">${hidden([...carry, ['place', String(place.id)]])}<button>${name(place)}</button></form></li>`
        : html`<li><a href="${lang}/?place=${place.id}">${name(place)}</a></li>`,
    )}<li>${carry ? html`<form method="post" action="${lang}/search">${hidden(carry)}<button>${words.say('place.any')}</button></form>` : html`<a href="${lang}/">${words.say('place.any')}</a>`}</li></ul>`,
  });
}
