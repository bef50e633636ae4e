/** What stands where a card was taken down: never its words, always a way on (INFO-03). */
import type { Card, Standing } from '../../guidance/card.ts';
import { html } from '../../http/html.ts';
import { direction } from '../../languages/direction.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import { icon } from '../icons.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { dated } from './guidance.ts';

const KIND: PageKind = {
  name: 'guidance-gone',
  parts: ['card', 'service', 'tiles'],
  symbols: ['no', 'next'],
};

export type GoneCard = {
  card: Pick<Card, 'code' | 'topic' | 'territory'>;
  standing: Standing;
  /** Languages in which it may still be read. */
  languages: readonly string[];
};

export function guidanceGonePage(view: View, { card, standing, languages }: GoneCard): Page {
  const { words } = view;
  return page(view, KIND, {
    title: words.text('cards.tab', { code: String(card.code) }),
    same: { path: `/c/${String(card.code)}` },
    main: html`<div class="card dash"><div class="in"><h1>${words.say('cards.gone_title')}</h1>
<p class="row gap">${icon('no')}<span>${standing.state === 'expired' ? words.say('cards.gone_expired', { date: dated(view, standing.on) }) : words.say('cards.gone_withdrawn')}</span></p></div></div>
${
  languages.length
    ? html`<section><h2>${words.say('cards.gone_language')}</h2><p>${languages.map((code) => {
        const known = knownLanguage(code);
        return html`<a class="line" href="/${code}/c/${String(card.code)}" lang="${known?.tag ?? code}" dir="${direction(known?.tag ?? code)}">${known?.autonym ?? code}</a> `;
      })}</p></section>`
    : ''
}
<p class="gap"><a class="b" href="/${words.language.code}/rights/${card.territory}/${card.topic}">${words.say('cards.gone_next')}${icon('next')}</a></p>`,
  });
}
