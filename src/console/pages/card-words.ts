/** The words of a card in one language: writing beside the source, what the checks say, who read it, giving it out. */
import {
  ACTIONS,
  type Card,
  type CardDesk,
  type CardMark,
  type CardRevision,
  type CardWords,
  type Lacking,
  type TranslationFinding,
  type WordFinding,
} from '../../guidance/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import { direction } from '../../languages/direction.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import type { Words } from '../../languages/messages.ts';
import { icon } from '../../site/index.ts';
import type { Typed } from '../forms.ts';
import { button } from '../shell.ts';
import { saidAt } from '../wall-clock.ts';
import { findingsPart } from './card-findings.ts';
import { type AudioView, audioPart } from './card-audio.ts';
import type { Names } from './cards-list.ts';

export type WordsView = {
  card: Card;
  lang: string;
  own: boolean;
  /** The newest words in this language and in the source's. */
  last?: CardRevision;
  source?: CardRevision;
  marks: readonly CardMark[];
  out?: CardDesk['publications'][number];
  findings: readonly WordFinding[];
  /** What differs from the source that these words translate. */
  compared: readonly TranslationFinding[];
  lacking?: Lacking;
  audio: AudioView;
  previews: readonly { name: string; note?: string; text: string }[];
  typed: Typed;
  me: string;
  zone: string;
  nameOf: Names;
};

const LONG = new Set(['answer', 'child']);
const FIELDS = ['question', 'answer', 'nextStep', 'target', 'child', 'alt'] as const;

/** Everything about one language of a card. */
export function wordsPart(w: Words, view: WordsView): RawHtml {
  const { card, lang, own, last, source, nameOf } = view;
  const tag = knownLanguage(lang)?.tag ?? lang;
  const beside = lang === card.sourceLang ? undefined : source;
  return html`<p><a href="/staff/cards/${String(card.code)}">${w.say('cards.number', { code: String(card.code) })}</a> · ${w.say(`cards.topic.${card.topic}`)}${card.safety ? html` · <span class="care">${icon('warn')} ${w.say('cards.safety')}</span>` : ''}</p>
${beside && last && last.meaning < beside.meaning ? html`<p class="note bad">${w.say('cards.source_moved')}</p>` : ''}
${last?.origin === 'machine' ? html`<p class="note">${w.say('cards.machine_note')}</p>` : ''}
<div class="${beside ? 'pair' : ''}">${beside ? html`<section class="sheet"><h2>${nameOf(card.sourceLang)}</h2>${sourceOf(w, beside)}</section>` : ''}
<section><h2>${nameOf(lang)}</h2>${own ? editor(w, view, tag) : last ? sourceOf(w, last) : ''}</section></div>
${last ? html`${findingsPart(w, view.findings, view.compared)}${previewsPart(w, view.previews, tag)}${own ? audioPart(w, view.audio) : ''}${marksPart(w, view)}${own ? publishPart(w, view) : ''}` : ''}`;
}

function sourceOf(w: Words, words: CardWords & { lang: string }): RawHtml {
  const tag = knownLanguage(words.lang)?.tag ?? words.lang;
  return html`<dl lang="${tag}" dir="${direction(tag)}">${FIELDS.flatMap((field) => {
    const text = words[field];
    return text === undefined
      ? []
      : [
          html`<dt lang="${w.language.tag}" dir="${w.language.dir}" class="s soft">${w.say(`cards.w.${field}`)}</dt><dd>${text}</dd>`,
        ];
  })}</dl>`;
}

function editor(w: Words, view: WordsView, tag: string): RawHtml {
  const { card, lang, last, source, typed, audio } = view;
  const isSource = lang === card.sourceLang;
  const text = (field: (typeof FIELDS)[number]): string =>
    typeof typed[field] === 'string' ? typed[field] : (last?.[field] ?? '');
  const action =
    typeof typed['action'] === 'string'
      ? typed['action']
      : (last?.action ?? source?.action ?? 'go');
  const marked = raw(` lang="${tag}" dir="${direction(tag)}"`);
  return html`<form method="post" action="/staff/cards/${String(card.code)}/${lang}" class="sheet"><input type="hidden" name="after" value="${String(last?.revision ?? 0)}"><div class="fields">${FIELDS.map(
    (field) =>
      html`<label class="entry">${w.say(`cards.w.${field}`)} <small>${w.say(`cards.w.${field}_note`)}</small>${
        LONG.has(field)
          ? html`<textarea name="${field}" rows="4" maxlength="600"${marked}${raw(field === 'answer' ? ' required' : '')}>${text(field)}</textarea>`
          : html`<input name="${field}" maxlength="200" value="${text(field)}" autocomplete="off"${field === 'target' ? raw(' dir="ltr"') : marked}${raw(field === 'question' || field === 'nextStep' ? ' required' : '')}>`
      }</label>`,
  )}<label class="entry">${w.say('cards.w.action')}<select name="action">${ACTIONS.map((one) => html`<option value="${one}"${raw(one === action ? ' selected' : '')}>${w.say(`cards.action.${one}`)}</option>`)}</select></label></div>
${last && (isSource || audio.recordings.length) ? html`<fieldset><legend>${w.say('cards.change')}</legend>${(['typo', 'meaning'] as const).map((one) => html`<label class="opt"><input type="radio" name="change" value="${one}" required><span>${w.say(`cards.change.${one}`)} <small>${w.say(`cards.change.${one}_${isSource ? 'note' : 'recording'}`)}</small></span></label>`)}</fieldset>` : ''}
${button(w, 'cards.save_words')}</form>`;
}

function previewsPart(w: Words, previews: WordsView['previews'], tag: string): RawHtml {
  return html`<details open><summary>${w.say('cards.preview')}</summary><div class="cards">${previews.map(
    ({ name, note, text }) =>
      html`<section class="sheet"><h3>${w.say(`cards.channel.${name}`)}</h3>${note ? html`<p class="s soft">${note}</p>` : ''}<p lang="${tag}" dir="${direction(tag)}" class="lines">${text}</p></section>`,
  )}</div></details>`;
}

function marksPart(w: Words, view: WordsView): RawHtml {
  const { card, lang, last, marks, me, zone } = view;
  if (!last) return html``;
  const mine = last.by === me;
  const done = new Set(marks.filter(({ by }) => by === me).map(({ mark }) => mark));
  const post = `/staff/cards/${String(card.code)}/${lang}/marks`;
  const asks = [
    ...(mine || done.has('reviewed') ? [] : (['reviewed'] as const)),
    ...(mine || done.has('back_checked') || done.has('reviewed')
      ? []
      : (['back_checked'] as const)),
  ];
  return html`<section><h2>${w.say('cards.reading')}</h2><p class="s soft">${w.say('cards.written_by', { me: mine ? 'yes' : 'no', day: saidAt(w, zone, new Date(last.at), 'moment') })}</p>
<ul class="items">${marks.map(
    (one) =>
      html`<li><span>${icon(one.mark === 'returned' ? 'no' : 'yes')} ${one.mark === 'understood' ? w.say('cards.mark.understood', { right: one.right ?? 0, asked: one.asked ?? 0 }) : w.say(`cards.mark.${one.mark}`)}${one.by === me ? html` <span class="soft">${w.say('cards.by_me')}</span>` : ''}${one.note ? html`<br><bdi>${one.note}</bdi>` : ''}</span><span class="s soft">${saidAt(w, zone, new Date(one.at), 'day')}</span></li>`,
  )}</ul>
${
  view.own
    ? html`<div class="pair">${asks.length ? html`<form method="post" action="${post}" class="sheet"><input type="hidden" name="revision" value="${String(last.revision)}"><p>${w.say('cards.read_note')}</p>${asks.map((mark) => html`<button class="b2 fit" name="mark" value="${mark}">${w.say(`cards.do.${mark}`)}</button> `)}</form>` : mine ? html`<p class="note">${w.say('cards.not_own')}</p>` : ''}
${card.safety ? html`<form method="post" action="${post}" class="sheet"><input type="hidden" name="revision" value="${String(last.revision)}"><p>${w.say('cards.understood_note')}</p><div class="fields two"><label class="entry">${w.say('cards.asked')}<input name="asked" type="number" min="1" max="1000" required></label><label class="entry">${w.say('cards.right')}<input name="right" type="number" min="0" max="1000" required></label></div><button class="b2 fit" name="mark" value="understood">${w.say('cards.do.understood')}</button></form>` : ''}
<form method="post" action="${post}" class="sheet"><input type="hidden" name="revision" value="${String(last.revision)}"><label class="entry">${w.say('cards.return_why')}<textarea name="note" rows="2" maxlength="600" required></textarea></label><button class="b2 fit" name="mark" value="returned">${w.say('cards.do.returned')}</button></form></div>`
    : ''
}</section>`;
}

function publishPart(w: Words, view: WordsView): RawHtml {
  const { card, lang, last, out, lacking, findings, audio } = view;
  if (!last) return html``;
  const stopped = findings.some(({ level }) => level === 'block');
  const isOut = out?.revision === last.revision;
  return html`<section><h2>${w.say('cards.give_out')}</h2>${out ? html`<p>${w.say('cards.out_as', { version: String(out.version) })} <a href="/${lang}/c/${String(card.code)}">${w.say('cards.see')}</a></p>` : ''}
${
  isOut
    ? html`<p class="note done">${icon('yes')} ${w.say('cards.is_out')}</p>`
    : stopped
      ? html`<p class="note bad">${w.say('cards.stopped')}</p>`
      : lacking && lacking !== 'audio'
        ? html`<p class="note">${w.say(`cards.lacking.${lacking}`)}</p>`
        : html`<form method="post" action="/staff/cards/${String(card.code)}/${lang}/publication" class="sheet"><input type="hidden" name="revision" value="${String(last.revision)}">${lacking === 'audio' ? html`<p class="note bad">${w.say(audio.recordings.some(({ state }) => state === 'waiting') ? 'cards.lacking.audio_waits' : 'cards.lacking.audio')}</p><label class="entry">${w.say('cards.override')} <small>${w.say('cards.override_note')}</small><textarea name="override" rows="2" minlength="10" maxlength="400" required></textarea></label>` : ''}<p>${w.say('cards.give_out_note')}</p>${button(w, 'cards.give_out_now')}</form>`
}</section>`;
}
