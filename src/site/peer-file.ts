/**
 * The phone-to-phone file (INFO-05; chapter 10, section 4.5): one HTML file that opens from a file manager, without a
 * network, a server or script. Script only adds the search and says how old the file is. Pure.
 */
import type { ListedPlace, PaperWords } from '../channels/print/index.ts';
import { type ShownCard, TOPICS } from '../guidance/card.ts';
import { html, type RawHtml, raw } from '../http/html.ts';
import { direction } from '../languages/direction.ts';
import { knownLanguage } from '../languages/known-languages.ts';
import {
  type Age,
  ageLines,
  aloneFile,
  cardLines,
  type Dress,
  dressOf,
  newerLines,
} from './alone-file.ts';
import { telephone } from './card.ts';
import type { View } from './page.ts';

export type PeerFile = Age & {
  view: View & { words: PaperWords };
  cards: readonly ShownCard[];
  /** Places under the names of what they help with, each once. */
  groups: readonly { name: string; places: readonly ListedPlace[] }[];
  /** Where a newer one is. */
  address: string;
  /** What the file is called, when it is not of the whole country. */
  title?: string;
};

/** Finds by words; small enough to be read before it is trusted. */
const SCRIPT = `
const box = document.getElementById('q');
box.closest('form').hidden = false;
const entries = [...document.querySelectorAll('[data-t]')].map((e) => [e, e.textContent.toLowerCase().normalize('NFKD').replace(/\\p{M}/gu, '')]);
const none = document.getElementById('none');
box.addEventListener('input', () => {
  const words = box.value.toLowerCase().normalize('NFKD').replace(/\\p{M}/gu, '').split(/\\s+/).filter(Boolean);
  let found = 0;
  for (const [e, text] of entries) {
    e.hidden = !words.every((word) => text.includes(word));
    if (!e.hidden) found++;
    if (e.tagName === 'DETAILS') e.open = words.length > 0 && !e.hidden;
  }
  for (const s of document.querySelectorAll('section')) s.hidden = ![...s.querySelectorAll('[data-t]')].some((e) => !e.hidden);
  none.hidden = found > 0;
});
box.form.addEventListener('submit', (e) => e.preventDefault());
`;

const STYLE = `
:root{color-scheme:light dark}
body{font:17px/1.5 system-ui,"Noto Sans",sans-serif;max-width:42rem;margin:0 auto;padding:0 16px 48px;background:#edf2ef;color:#16201d}
header{padding:16px 0}
h1{font-size:1.5em;line-height:1.2;margin:0 0 4px}
h2{font-size:1.4em;margin:32px 0 8px}
h3{font-size:1.15em;margin:24px 0 8px}
h4{font-size:1em;margin:0}
details,.p{background:#fff;border:1px solid #ccd6d1;border-radius:10px;margin:8px 0;padding:10px 14px}
summary{font-weight:700;min-height:28px;padding:6px 0;cursor:pointer}
p{margin:6px 0}
.s{font-size:.87em;color:#47544f}
.w{border:2px solid #8a5a00;background:#fff7e6;border-radius:10px;padding:8px 12px}
a{color:#0b5a4a}
a.c{display:inline-block;min-height:28px;padding:8px 0;font-weight:700}
input{font:inherit;width:100%;box-sizing:border-box;padding:12px;border:2px solid #47544f;border-radius:8px}
[hidden]{display:none!important}
@media(prefers-color-scheme:dark){body{background:#101614;color:#e8efec}details,.p{background:#18211e;border-color:#33413c}.s{color:#a9b8b2}a{color:#7fd6bf}.w{background:#2b2110;border-color:#d9a441}}
@media print{form{display:none}details{break-inside:avoid}details>*{display:block}}
`;

let dress: Dress | undefined;

/** The file as text. */
export function peerFile({ view, cards, groups, address, title, ...age }: PeerFile): string {
  const { words, settings } = view;
  dress ??= dressOf(STYLE, SCRIPT);
  const body = html`<header><h1>${title ?? settings.name}</h1>${ageLines(view, age)}</header>
<main>${numbers(view)}
<form role="search" hidden><label for="q">${words.say('pass.find')}</label><input id="q" type="search" autocomplete="off" maxlength="80"></form><p id="none" role="status" hidden>${words.say('pass.nothing')}</p>
${cards.length ? html`<h2>${words.say('pass.answers')}</h2>${TOPICS.map((topic) => topicPart(view, topic, cards))}` : ''}
${groups.length ? html`<h2>${words.say('pass.places')}</h2>${groups.map((group) => groupPart(group))}` : ''}</main>
${newerLines(view, address)}`;
  return aloneFile(view, dress, age, title ?? settings.name, body);
}

function numbers({ words, settings }: View): RawHtml | '' {
  if (!settings.emergencyNumbers.length) return '';
  return html`<p>${settings.emergencyNumbers.map(
    ({ number, kind }) =>
      html`<a class="c" href="${telephone(number)}"><bdi dir="ltr">${number}</bdi> ${words.say(`emergency.kind.${kind}`)}</a><br>`,
  )}</p>`;
}

function topicPart(
  view: View,
  topic: (typeof TOPICS)[number],
  cards: readonly ShownCard[],
): RawHtml | '' {
  const own = cards.filter(({ card }) => card.topic === topic);
  if (!own.length) return '';
  return html`<section><h3>${view.words.say(`cards.topic.${topic}`)}</h3>${own.map((one) => cardPart(view, one))}</section>`;
}

function cardPart(view: View, shown: ShownCard): RawHtml {
  return html`<details data-t><summary>${shown.publication.words.question}</summary>${cardLines(view, shown)}</details>`;
}

function groupPart({ name, places }: PeerFile['groups'][number]): RawHtml {
  return html`<section><h3>${name}</h3>${places.map((place) => {
    const tag = place.nameLang && (knownLanguage(place.nameLang)?.tag ?? place.nameLang);
    return html`<div class="p" data-t><h4${tag ? raw(` lang="${tag}" dir="${direction(tag)}"`) : ''}><bdi>${place.name}</bdi></h4><p>${place.what}</p><p>${place.when}</p><p>${place.way.map((line, n) => html`${n ? raw('<br>') : ''}<bdi>${line}</bdi>`)}</p>${place.dials ? html`<p><a class="c" href="${telephone(place.phone)}"><bdi dir="ltr">${place.phone}</bdi></a></p>` : ''}<p class="s"><bdi dir="ltr">${place.code}</bdi></p></div>`;
  })}</section>`;
}
