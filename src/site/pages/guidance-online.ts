/** What a server adds to the page of a card: the recording, paper, and saying what is wrong. */
import {
  type CardMedium,
  printCode,
  type ShownCard,
  SUGGESTION_KINDS,
} from '../../guidance/card.ts';
import { html, raw, type RawHtml } from '../../http/html.ts';
import { icon } from '../icons.ts';
import type { View } from '../page.ts';
import { sizeText } from '../sizes.ts';

export type OnlineCard = {
  shown: ShownCard;
  /** Forms in which it can be printed here. */
  papers: readonly ('leaflet' | 'poster' | 'pocket')[];
  suggested?: 'thanks' | 'not_kept';
  /** What a reader wrote and was not kept, so that nothing is typed twice. */
  typed?: string;
};

/** Whether what a reader said was kept. */
export function suggestedNotice(view: View, suggested: OnlineCard['suggested']): RawHtml | '' {
  if (!suggested) return '';
  const kept = suggested === 'thanks';
  return html`<div class="notice${kept ? '' : ' bad'}" role="status">${icon(kept ? 'yes' : 'warn')}<p>${view.words.say(`suggest.${suggested}`)}</p></div>`;
}

/** The recording, the forms on paper, and the form for what is wrong. */
export function onlineParts(view: View, card: OnlineCard): RawHtml {
  return html`${listen(view, card.shown.media)}${paper(view, card)}${suggestions(view, card)}`;
}

function listen(view: View, media: readonly CardMedium[]): RawHtml | string {
  const audio = recordingToPlay(media);
  if (!audio) return '';
  const { words } = view;
  const size = sizeText(words, audio.bytes);
  const { seconds, synthetic } = audio;
  return html`<section><h2>${words.say('cards.listen')}</h2>${synthetic ? html`<p>${words.say('cards.listen_synthetic')}</p>` : ''}<audio controls preload="none" src="/cards/media/${audio.id}"></audio><p class="s soft">${seconds === undefined ? size : words.say('cards.listen_size', { size, seconds })}</p></section>`;
}

/** A person's voice before a computer's, the newest first: their ids count up in time. */
function recordingToPlay(media: readonly CardMedium[]): CardMedium | undefined {
  return media
    .filter(({ kind }) => kind === 'audio')
    .toSorted((a, b) => Number(a.synthetic) - Number(b.synthetic) || (a.id < b.id ? 1 : -1))[0];
}

function paper(view: View, { shown, papers }: OnlineCard): RawHtml | string {
  if (!papers.length) return '';
  const { words } = view;
  const { card, publication } = shown;
  return html`<section class="noprint"><h2>${words.say('cards.paper')}</h2><p>${papers.map(
    (form) =>
      html`<a class="line" href="/print/${printCode({ card: card.code, lang: publication.lang, version: publication.version })}/${form}.pdf">${words.say(`cards.paper.${form}`)} (PDF)</a> `,
  )}</p></section>`;
}

function suggestions(view: View, { shown, typed }: OnlineCard): RawHtml {
  const { words } = view;
  const { card, publication } = shown;
  return html`<details class="noprint" id="suggest"${typed === undefined ? '' : raw(' open')}><summary>${words.say('suggest.title')}${icon('chev')}</summary><p class="s soft">${words.say('suggest.note')}</p>
<form method="post" action="/${words.language.code}/c/${String(card.code)}"><input type="hidden" name="of" value="${publication.lang} ${String(publication.version)}"><label for="words">${words.say('suggest.words')}</label><textarea class="field" id="words" name="words" maxlength="280" rows="2" autocomplete="off">${typed ?? ''}</textarea><div class="says">${SUGGESTION_KINDS.map(
    (kind) =>
      html`<button class="b2" name="kind" value="${kind}">${words.say(`suggest.kind.${kind}`)}</button>`,
  )}</div></form></details>`;
}
