/** The first page: languages by their own names, nothing else (chapter 70, section 6; LANG-01). */
import { html, type RawHtml } from '../../http/html.ts';
import type { SpokenLanguage } from '../../languages/catalogues.ts';
import type { KnownLanguage } from '../../languages/known-languages.ts';
import { icon } from '../icons.ts';
import { hidden, type Page, page, type PageKind, type View } from '../page.ts';

export type LanguagePage = {
  offered: readonly SpokenLanguage[];
  later: readonly KnownLanguage[];
  /** The page to come back to, below `/{lang}`. */
  to: string;
  /** What was asked for, carried in the body. */
  carry?: readonly (readonly [string, string])[];
  /** What was typed into the search. */
  search?: string;
};

/** The kind depends on the languages shown, because each brings its letters. */
export function languageKind(all: readonly KnownLanguage[]): PageKind {
  return {
    name: 'language',
    parts: ['tiles', 'language'],
    symbols: ['find', 'chev', 'house'],
    letters: all,
  };
}

/** Words of the title in every offered language, each marked with its own. */
function title(offered: readonly SpokenLanguage[]): RawHtml {
  return html`<h1 class="words">${offered.map(({ language, words }) => html`<span lang="${language.tag}" dir="${language.dir}">${words.say('language.word')}</span> `)}</h1>`;
}

/** A page in no language yet: it reads from the left, each row in its own way. */
export function languagePage(view: View, kind: PageKind, data: LanguagePage): Page {
  const { words } = view;
  const { offered, later, carry, search, to } = data;
  return page(view, kind, {
    title: words.text('language.word'),
    same: { path: '/' },
    main: html`${title(offered)}
${offered.length ? html`<ul class="langs">${offered.map((spoken) => row(spoken, to, carry))}</ul>` : html`<p class="gap">${words.say('language.none')}</p>`}
<form method="post" action="/" role="search"><label for="language-name">${words.say('language.search')}</label>${hidden([['to', to], ...(carry ?? [])])}
<div class="ask"><input type="text" class="field" id="language-name" name="name" maxlength="60" autocomplete="off" autocapitalize="off" spellcheck="false" value="${search ?? ''}"><button class="b">${icon('find')}${words.say('language.search_go')}</button></div></form>
${search === undefined ? '' : html`<p class="gap"><a href="/">${words.say('language.all')}</a></p>`}
${
  later.length
    ? html`<details class="gap" ${search === undefined ? '' : 'open'}><summary>${icon('chev')}${words.say('language.more')} (${words.number(later.length)})</summary><p class="soft">${words.say('language.more_text')}</p><ul class="langs later">${later.map(
        (language) =>
          html`<li><span lang="${language.tag}" dir="${language.dir}">${language.autonym}</span> <small>${language.english}</small></li>`,
      )}</ul></details>`
    : ''
}`,
  });
}

function row({ language }: SpokenLanguage, to: string, carry: LanguagePage['carry']): RawHtml {
  const name = html`<b>${language.autonym}</b>${language.autonym === language.english ? '' : html`<small lang="en" dir="ltr">${language.english}</small>`}`;
  const address = `/${language.code}${to}`;
  return html`<li lang="${language.tag}" dir="${language.dir}">${
    carry?.length
      ? html`<form method="post" action="${address}">${hidden(carry)}<button>${name}</button></form>`
      : html`<a href="${address}" hreflang="${language.tag}">${name}</a>`
  }</li>`;
}
