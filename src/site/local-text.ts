/** Texts that people wrote (names, descriptions), shown in the language they are really in. */
import type { LocalText } from '../directory/listing.ts';
import { html, type RawHtml } from '../http/html.ts';
import { direction } from '../languages/direction.ts';
import { knownLanguage } from '../languages/known-languages.ts';
import type { View } from './page.ts';

/** True when the text is in the page's own language, or in a variety of it. */
export function isOwnLanguage(view: View, lang: string): boolean {
  return (
    lang === view.words.language.tag ||
    (knownLanguage(lang)?.code ?? lang) === view.words.language.code
  );
}

/** A name: isolated, and marked with its language when that is another one. */
export function nameHtml(view: View, name: LocalText): RawHtml {
  return isOwnLanguage(view, name.lang)
    ? html`<bdi>${name.text}</bdi>`
    : html`<bdi lang="${name.lang}" dir="${direction(name.lang)}">${name.text}</bdi>`;
}

/** A text of one or more sentences, with "Only in English so far" when it is in another language. */
export function proseHtml(view: View, prose: LocalText): RawHtml {
  if (isOwnLanguage(view, prose.lang)) return html`<p>${prose.text}</p>`;
  return html`<p lang="${prose.lang}" dir="${direction(prose.lang)}">${prose.text}</p><p class="s soft">${onlyIn(view, prose)}</p>`;
}

/** "Only in English so far". */
function onlyIn(view: View, text: LocalText): RawHtml {
  return view.words.say('text.only_in', { language: view.languageName(text.lang) });
}
