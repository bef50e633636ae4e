/** Rumours: writing one down, the list by what is due, and one with what can be done about it (INFO-03). */
import { HARMS, RUMOUR_MEDIA, type Rumour } from '../../guidance/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import { direction } from '../../languages/direction.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import type { Words } from '../../languages/messages.ts';
import { icon } from '../../site/index.ts';
import type { Typed } from '../forms.ts';
import { button } from '../shell.ts';
import { dayField } from '../typed-day.ts';
import { saidAt } from '../wall-clock.ts';
import type { Names } from './cards-list.ts';

const AT = '/staff/cards/rumours';

export type LogView = {
  action: string;
  typed: Typed;
  languages: readonly string[];
  nameOf: Names;
  today: string;
  /** The language that is chosen at first. */
  lang: string;
};

/** The form: what is said, where, when, in which language, how, and how much harm it can do. */
export function logForm(w: Words, view: LogView): RawHtml {
  const { action, typed, languages, nameOf, today } = view;
  const given = (name: string, or = ''): string =>
    typeof typed[name] === 'string' || typeof typed[name] === 'number' ? String(typed[name]) : or;
  const lang = given('lang', view.lang);
  return html`<form method="post" action="${action}" class="sheet"><p class="note">${icon('warn')} ${w.say('rumours.nobody')}</p><div class="fields two">
<label class="entry">${w.say('rumours.as_heard')} <small>${w.say('rumours.as_heard_note')}</small><textarea name="as_heard" rows="3" minlength="3" maxlength="400" required dir="auto">${given('as_heard')}</textarea></label>
<label class="entry">${w.say('rumours.lang')}<select name="lang">${languages.map((code) => html`<option value="${code}"${raw(code === lang ? ' selected' : '')}>${nameOf(code)}</option>`)}</select></label>
${dayField(w, 'heard_on', 'rumours.heard_on', { typed: typed['heard_on'], value: today })}
<label class="entry">${w.say('rumours.place')} <small>${w.say('rumours.place_note')}</small><input name="place" maxlength="80" value="${given('place')}" autocomplete="off" dir="auto"></label>
<label class="entry">${w.say('rumours.medium')}<select name="medium">${RUMOUR_MEDIA.map((one) => html`<option value="${one}"${raw(one === given('medium', 'talk') ? ' selected' : '')}>${w.say(`rumours.medium.${one}`)}</option>`)}</select></label></div>
<fieldset><legend>${w.say('rumours.harm')}</legend>${HARMS.toReversed().map((one) => html`<label class="opt"><input type="radio" name="harm" value="${String(one)}" required${raw(String(one) === given('harm') ? ' checked' : '')}><span>${w.say(`rumours.harm.${one}`)} <small>${w.say(`rumours.harm.${one}_note`)}</small></span></label>`)}</fieldset>
${button(w, 'rumours.log')}</form>`;
}

export type RumourState = 'open' | 'answered' | 'closed';
export const RUMOUR_LISTS: readonly RumourState[] = ['open', 'answered', 'closed'];
export type ListView = {
  rumours: readonly Rumour[];
  state: RumourState;
  now: number;
  zone: string;
  nameOf: Names;
};

/** Rumours of one state; of those that are open what is late comes first. */
export function rumourList(w: Words, view: ListView): RawHtml {
  return html`<p>${w.say('rumours.lead')}</p><nav class="parts" aria-label="${w.text('cards.state')}"><ul>${RUMOUR_LISTS.map((state) => html`<li><a href="${AT}${state === 'open' ? '' : `?state=${state}`}"${raw(state === view.state ? ' aria-current="page"' : '')}>${w.say(`rumours.list.${state}`)}</a></li>`)}</ul></nav>
${view.rumours.length ? '' : html`<p class="note${view.state === 'open' ? ' done' : ''}">${w.say(`rumours.none.${view.state}`)}</p>`}
<ul class="items">${view.rumours.map((one) => html`<li><div><a href="${AT}/${one.id}">${heard(one)}</a>${about(w, one, view)}</div>${due(w, one, view)}</li>`)}</ul>`;
}

/** The words as they were heard, in their language. */
function heard({ lang, asHeard }: Rumour): RawHtml {
  const tag = knownLanguage(lang)?.tag ?? lang;
  return html`<b lang="${tag}" dir="${direction(tag)}"><bdi>${asHeard}</bdi></b>`;
}

type Where = Pick<ListView, 'now' | 'zone' | 'nameOf'>;

function about(w: Words, one: Rumour, { zone, nameOf }: Where): RawHtml {
  const parts = [
    w.text(`rumours.medium.${one.medium}`),
    ...(one.place ? [one.place] : []),
    nameOf(one.lang),
    saidAt(w, zone, one.heardOn, 'day'),
    ...(one.others > 0 ? [w.text('rumours.others', { n: one.others })] : []),
  ];
  return html`<br><span class="s soft"><bdi>${parts.join(' · ')}</bdi></span>`;
}

function due(w: Words, one: Rumour, { now, zone }: Where): RawHtml {
  const harm = html`<span${raw(one.harm === 3 ? ' class="care"' : '')}>${one.harm === 3 ? html`${icon('warn')} ` : ''}${w.say(`rumours.harm.${one.harm}`)}</span>`;
  const isOpen = one.state === 'new' || one.state === 'checking';
  const day = saidAt(w, zone, new Date(one.due), 'moment');
  const when = !isOpen
    ? w.say(`rumours.state.${one.state}`)
    : now > one.due
      ? html`<b class="care">${w.say('rumours.late', { day })}</b>`
      : w.say('rumours.due', { day });
  return html`<span class="s">${harm}<br>${when}${one.state === 'checking' ? html`<br>${w.say(one.card === undefined ? 'rumours.state.checking' : 'rumours.writing')}` : ''}</span>`;
}

export type OneView = Where & { rumour: Rumour; alike: readonly Rumour[]; chief: boolean };

/** One rumour: what is like it, the card that answers it, closing it. */
export function rumourPart(w: Words, view: OneView): RawHtml {
  const { rumour, alike, chief } = view;
  const post = `${AT}/${rumour.id}`;
  const version = html`<input type="hidden" name="version" value="${String(rumour.version)}">`;
  const isOpen = rumour.state === 'new' || rumour.state === 'checking';
  return html`<p class="gap">${heard(rumour)}${about(w, rumour, view)}</p><p>${due(w, rumour, view)}</p>
${rumour.note ? html`<p><bdi>${rumour.note}</bdi></p>` : ''}${rumour.sameAs ? html`<p><a href="${AT}/${rumour.sameAs}">${w.say('rumours.same_as')}</a></p>` : ''}
${rumour.card === undefined ? '' : html`<p><a href="/staff/cards/${String(rumour.card)}">${w.say('cards.number', { code: String(rumour.card) })}</a>${rumour.isOut ? html` · ${icon('yes')} ${w.say('rumours.card_out')}` : html` · ${w.say('cards.not_out')}`}</p>`}
${rumour.state === 'new' ? html`<form method="post" action="${post}/check" class="sheet">${version}<p>${w.say('rumours.check_note')}</p>${button(w, 'rumours.check', true)}</form>` : ''}
${isOpen && alike.length ? html`<section><h2>${w.say('rumours.alike')}</h2><p class="s soft">${w.say('rumours.alike_note')}</p><form method="post" action="${post}/same">${version}<ul class="items">${alike.map((one) => html`<li><div><a href="${AT}/${one.id}">${heard(one)}</a>${about(w, one, view)}</div><button class="pill" name="same_as" value="${one.id}">${w.say('rumours.same')}</button></li>`)}</ul></form></section>` : ''}
${isOpen ? html`<section><h2>${w.say('rumours.answer')}</h2><p>${w.say('rumours.answer_note')}</p>${chief && rumour.card === undefined ? html`<p class="says"><a class="b fit" href="/staff/cards/new?rumour=${rumour.id}&amp;lang=${rumour.lang}">${w.say('rumours.write')}</a></p>` : ''}<form method="post" action="${post}/answer" class="sheet">${version}<label class="entry">${w.say('rumours.card')}<input name="card" inputmode="numeric" pattern="[0-9]{3,7}" value="${rumour.card === undefined ? '' : String(rumour.card)}" required></label>${button(w, 'rumours.answered_by', true)}</form></section>` : ''}
${rumour.state === 'closed' ? '' : html`<details><summary>${w.say('rumours.close')}</summary><form method="post" action="${post}/close" class="sheet">${version}<label class="entry">${w.say('rumours.close_why')}<textarea name="note" rows="2" maxlength="600" required dir="auto"></textarea></label>${button(w, 'rumours.close', true)}</form></details>`}
<p><a href="${AT}">${w.say('rumours.all')}</a></p>`;
}
