/** Translations out to people who work elsewhere, and back: what to send, what a file would do, what it did. */
import { type Fault, FORMATS, type Outcome, TOPICS, WHAT } from '../../guidance/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { icon } from '../../site/index.ts';
import type { Typed } from '../forms.ts';
import { button } from '../shell.ts';
import { findingList } from './card-findings.ts';
import type { Names } from './cards-list.ts';

const AT = '/staff/cards/exchange';

export type ExchangeView = { languages: readonly string[]; nameOf: Names; typed: Typed };

/** Both ways, side by side. */
export function exchangePart(w: Words, { languages, nameOf, typed }: ExchangeView): RawHtml {
  const choice = (
    name: string,
    codes: readonly string[],
    label: (code: string) => string,
    first: string,
  ): RawHtml =>
    html`<select name="${name}">${codes.map((code) => html`<option value="${code}"${raw(code === (typed[name] ?? first) ? ' selected' : '')}>${label(code)}</option>`)}</select>`;
  const to = languages.find((code) => code !== 'en') ?? 'en';
  return html`<p>${w.say('cards.x.lead')}</p><div class="pair"><form method="get" action="${AT}/file" class="sheet"><h2>${w.say('cards.x.out')}</h2><p class="s soft">${w.say('cards.x.out_note')}</p><div class="fields">
<label class="entry">${w.say('cards.x.from')}${choice('from', languages, nameOf, 'en')}</label>
<label class="entry">${w.say('cards.x.to')}${choice('to', languages, nameOf, to)}</label>
<label class="entry">${w.say('cards.x.what')}${choice('what', WHAT, (one) => w.text(`cards.x.what.${one}`), 'waiting')}</label>
<label class="entry">${w.say('cards.topic')}<select name="topic"><option value="">${w.say('cards.any')}</option>${TOPICS.map((topic) => html`<option value="${topic}"${raw(topic === typed['topic'] ? ' selected' : '')}>${w.say(`cards.topic.${topic}`)}</option>`)}</select></label>
<label class="entry">${w.say('cards.x.format')}${choice('format', FORMATS, (one) => w.text(`cards.x.format.${one}`), 'xliff')}</label></div>${button(w, 'cards.x.download')}</form>
<form method="post" enctype="multipart/form-data" action="${AT}" class="sheet"><h2>${w.say('cards.x.in')}</h2><p class="s soft">${w.say('cards.x.in_note')}</p><label class="entry">${w.say('cards.x.file')}<input type="file" name="file" accept=".xlf,.xliff,.csv,application/xliff+xml,text/csv" required></label>${button(w, 'cards.x.look')}</form></div>`;
}

/** Why a file was not taken: where, and what was expected. The names in it are those of the file's format. */
export function faultsPart(w: Words, faults: readonly Fault[]): RawHtml {
  return html`<div class="note bad" role="alert"><p>${w.say('cards.x.bad_file')}</p><ul>${faults.map(
    ({ line, at, expected, found }) =>
      html`<li>${line === undefined ? '' : html`${w.say('cards.x.line', { n: line })}: `}<bdi lang="en" dir="ltr">${at}: ${expected}${found ? html` (<q>${found.slice(0, 80)}</q>)` : ''}</bdi></li>`,
  )}</ul></div>`;
}

export type PreviewView = {
  outcomes: readonly Outcome[];
  to: string;
  digest: string;
  /** The file itself, as it travels with the form. */
  packed: string;
  nameOf: Names;
};

/** What a file would do, card by card; what needs a look comes first. */
export function previewPart(w: Words, view: PreviewView): RawHtml {
  const { outcomes, digest, packed, nameOf, to } = view;
  const fresh = outcomes.filter((one) => one.does === 'new');
  return html`<p>${nameOf(to)}: ${countsOf(w, outcomes)}</p>
${
  fresh.length === 0
    ? html`<p class="note">${w.say('cards.x.nothing')}</p>`
    : html`<form method="post" enctype="multipart/form-data" action="${AT}/apply" class="sheet"><input type="hidden" name="digest" value="${digest}"><input type="hidden" name="packed" value="${packed}"><p>${w.say('cards.x.apply_note')}</p><button class="b fit">${w.say('cards.x.apply', { n: fresh.length })}</button></form>`
}
${rows(w, to, outcomes)}<p><a href="${AT}">${w.say('cards.x.again')}</a></p>`;
}

/** What was saved. */
export function savedPart(w: Words, to: string, outcomes: readonly Outcome[]): RawHtml {
  const n = outcomes.filter(({ does }) => does === 'new').length;
  return html`<p class="note done" role="status">${icon('yes')} ${w.say('cards.x.saved', { n })}</p>${rows(w, to, outcomes)}<p><a href="/staff/cards?lang=${to}">${w.say('cards.todo_title')}</a> · <a href="${AT}">${w.say('cards.x.again')}</a></p>`;
}

const ORDER = ['refused', 'new', 'empty', 'unchanged'] as const;

const countsOf = (w: Words, outcomes: readonly Outcome[]): RawHtml =>
  html`${ORDER.flatMap((does) => {
    const n = outcomes.filter((one) => one.does === does).length;
    return n === 0 ? [] : [w.text(`cards.x.n_${does}`, { n })];
  }).join(' · ')}`;

const rows = (w: Words, to: string, outcomes: readonly Outcome[]): RawHtml =>
  html`<ul class="items">${ORDER.flatMap((does) => outcomes.filter((one) => one.does === does)).map((one) => row(w, to, one))}</ul>`;

function row(w: Words, to: string, one: Outcome): RawHtml {
  const what =
    one.does === 'refused'
      ? html`<span class="care">${icon('no')} ${w.say('cards.x.refused')}: ${one.field ? html`<b>${w.say(`cards.w.${one.field}`)}</b>: ` : ''}${w.say(`cards.x.why.${one.why}`, { most: one.most ?? 0 })}</span>`
      : html`${w.say(`cards.x.${one.does}`)}${one.does === 'new' && one.older ? html`<br><span class="care">${icon('warn')} ${w.say('cards.x.older')}</span>` : ''}`;
  const name = html`<b><bdi>${one.question ?? w.text('cards.number', { code: String(one.card) })}</bdi></b>`;
  const isKnown = one.question !== undefined;
  return html`<li><div>${isKnown ? html`<a href="/staff/cards/${String(one.card)}/${to}">${name}</a>` : name}<br><span class="s soft">${w.say('cards.number', { code: String(one.card) })} · ${w.say('cards.x.line', { n: one.line })}</span>${one.does === 'new' && one.compared.length + one.checked.length ? findingList(w, one.checked, one.compared) : ''}</div><span class="s">${what}</span></li>`;
}
