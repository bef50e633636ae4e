/** The recordings of a card in a language: play and compare with what has to be said, find right or send back, bring another. */
import type { CannotSpeak } from '../../channels/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import { direction } from '../../languages/direction.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import type { Words } from '../../languages/messages.ts';
import { icon } from '../../site/index.ts';
import type { ShownRecording } from '../card-recordings.ts';
import { button } from '../shell.ts';
import { saidAt } from '../wall-clock.ts';
import type { Names } from './cards-list.ts';

export type AudioView = {
  code: number;
  lang: string;
  /** The newest words, which a recording that is brought reads. */
  revision: number;
  zone: string;
  nameOf: Names;
  recordings: readonly ShownRecording[];
  /** What a reader has to say, with pauses and numbers digit by digit; nothing in a language without words for it. */
  script?: string;
  /** Why the computer cannot read it here. */
  hindrance?: CannotSpeak | 'reference' | 'waiting';
};

export function audioPart(w: Words, view: AudioView): RawHtml {
  const { code, lang, revision, recordings, script } = view;
  const at = `/staff/cards/${String(code)}/${lang}/audio`;
  const tag = knownLanguage(lang)?.tag ?? lang;
  return html`<section id="audio"><h2>${w.say('cards.audio')}</h2>${recordings.length ? '' : html`<p class="soft">${w.say('cards.no_audio')}</p>`}
<div class="pair">${script ? html`<section class="sheet"><h3>${w.say('cards.rec.script')}</h3><p lang="${tag}" dir="${direction(tag)}" class="lines">${script}</p><p class="s soft">${w.say('cards.rec.script_note')}</p></section>` : ''}
${recordings.length ? html`<div>${recordings.map((one) => recordingPart(w, view, one, at))}</div>` : ''}</div>
<div class="pair"><form method="post" enctype="multipart/form-data" action="${at}" class="sheet"><input type="hidden" name="revision" value="${String(revision)}"><label class="entry">${w.say('cards.audio_file')} <small>${w.say('cards.audio_note')}</small><input type="file" name="file" accept="audio/ogg,audio/mpeg,audio/mp4,audio/wav" required></label>${button(w, 'cards.audio_send', true)}</form>
${draftPart(w, view, at)}</div></section>`;
}

/** What the sentence of a hindrance names. */
export function hindranceText(
  w: Words,
  hindrance: NonNullable<AudioView['hindrance']>,
  language: string,
): RawHtml {
  if (typeof hindrance === 'string') return w.say(`cards.draft.${hindrance}`);
  const { why, package: missing = '' } = hindrance;
  return w.say(`cards.draft.${why}`, {
    language,
    command: html`<code dir="ltr">apt-get install ${missing}</code>`,
  });
}

function draftPart(w: Words, { hindrance, lang, nameOf }: AudioView, at: string): RawHtml {
  return html`<form method="post" action="${at}/draft" class="sheet"><h3>${w.say('cards.draft')}</h3>${
    hindrance
      ? html`<p class="note">${hindranceText(w, hindrance, nameOf(lang))}</p>`
      : html`<p class="s soft">${w.say('cards.draft_note')}</p>${button(w, 'cards.draft_now', true)}`
  }</form>`;
}

function recordingPart(w: Words, { zone }: AudioView, one: ShownRecording, at: string): RawHtml {
  const { recording, state, mine } = one;
  const { id, synthetic, seconds, emptied } = recording;
  const day = saidAt(w, zone, new Date(recording.at), 'day');
  return html`<article class="sheet"><p><b>${w.say(synthetic ? 'cards.audio_synthetic' : 'cards.audio_recorded')}</b>${seconds === undefined ? '' : html` · ${w.say('cards.seconds', { n: seconds })}`}<br><span class="s soft">${w.say('cards.rec.by', { me: mine ? 'yes' : 'no', day })}</span></p>
${emptied ? '' : html`<audio controls preload="none" src="${at}/${id}" aria-label="${w.text(synthetic ? 'cards.audio_synthetic' : 'cards.audio_recorded')}"></audio>`}
<p${raw(state === 'heard' || state === 'waiting' ? '' : ' class="care"')}>${icon(state === 'heard' ? 'yes' : state === 'waiting' ? 'clock' : 'warn')} ${w.say(`cards.rec.${state}`, { heard: one.listeners, needed: one.needed })}${one.why.map((text) => html`<br><q><bdi>${text}</bdi></q>`)}${state === 'heard' ? html`<br>${w.say(one.audible ? 'cards.rec.audible' : 'cards.rec.not_out')}` : ''}</p>
${state === 'waiting' ? confirmPart(w, one, at) : ''}
<div class="says">${state === 'waiting' || state === 'heard' ? html`<details><summary>${w.say('cards.rec.send_back')}</summary><form method="post" action="${at}/verdict"><input type="hidden" name="id" value="${id}"><label class="entry">${w.say('cards.return_why')}<textarea name="note" rows="2" minlength="3" maxlength="400" required></textarea></label><button class="b2 fit" name="verdict" value="returned">${w.say('cards.do.returned')}</button></form></details>` : ''}
<form method="post" action="${at}/removal"><button class="pill" name="id" value="${id}">${w.say('cards.remove')}</button></form></div></article>`;
}

function confirmPart(w: Words, { may, recording }: ShownRecording, at: string): RawHtml {
  return may === 'yes'
    ? html`<form method="post" action="${at}/verdict"><input type="hidden" name="id" value="${recording.id}"><label class="opt"><input type="checkbox" name="listened" value="yes" required><span>${w.say('cards.rec.listened')}</span></label><button class="b fit" name="verdict" value="right">${w.say('cards.rec.right')}</button></form>`
    : html`<p class="note">${w.say(`cards.rec.${may}`)}</p>`;
}
