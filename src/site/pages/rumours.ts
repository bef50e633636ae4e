/** `/{lang}/rumours`: what people say and what is true, the newest first (INFO-03; chapter 10, section 4.4). */
import type { ShownCard } from '../../guidance/card.ts';
import { html, type RawHtml } from '../../http/html.ts';
import { direction } from '../../languages/direction.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import { icon } from '../icons.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { dated } from './guidance.ts';

const KIND: PageKind = { name: 'rumours', parts: ['card', 'service'], symbols: ['back', 'warn'] };
/** Answers on one page: whole, so that nobody has to open each. */
const PAGE = 12;

/** @param cards answers to rumours that may be read, also those that exist only in English */
export function rumoursPage(view: View, cards: readonly ShownCard[], from = 0): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const newest = cards.toSorted((a, b) =>
    b.publication.issuedAt.localeCompare(a.publication.issuedAt),
  );
  const shown = newest.slice(from, from + PAGE);
  const left = newest.length - from - shown.length;
  return page(view, KIND, {
    title: words.text('rumours.title'),
    same: { path: '/rumours' },
    main: html`<a class="back" href="${lang}/rights">${icon('back')}${words.say('cards.title')}</a><h1>${words.say('rumours.title')}</h1>
${shown.length ? html`<p class="gap">${words.say('cards.intro')}</p>` : html`<p class="gap">${words.say('rumours.none')}</p>`}
${shown.map((one) => answer(view, one))}
${left > 0 ? html`<p><a class="line" href="${lang}/rumours?from=${String(from + PAGE)}">${words.say('cards.more', { count: left })}</a></p>` : ''}`,
  });
}

function answer(view: View, { card, publication, standing }: ShownCard): RawHtml {
  const { words } = view;
  const own = publication.lang === words.language.code;
  const tag = knownLanguage(publication.lang)?.tag ?? publication.lang;
  const marked = own ? '' : html` lang="${tag}" dir="${direction(tag)}"`;
  const { question, answer: said, nextStep } = publication.words;
  return html`<article class="card${standing.state === 'current' ? '' : ' dash'}"><div class="in"><h2${marked}><a href="/${words.language.code}/c/${String(card.code)}">${question}</a></h2><p class="gap"${marked}>${said}</p><p${marked}><b>${nextStep}</b></p>
${standing.state === 'outdated' ? html`<p>${icon('warn')} ${words.say('cards.outdated')}</p>` : ''}${publication.machine ? html`<p class="s soft">${words.say('cards.machine')}</p>` : ''}${own ? '' : html`<p class="s soft">${words.say('text.only_in', { language: view.languageName(tag) })}</p>`}
<p class="s soft">${words.say('cards.checked', { date: dated(view, card.checkedOn) })}${card.expiresOn ? html` ${words.say('cards.good_until', { date: dated(view, card.expiresOn) })}` : ''}</p></div></article>`;
}
