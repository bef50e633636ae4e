/** Who was joined with whom: a page of what waits, stands, was left apart or taken back, and the way back of what stands (chapter 30, section 1.4). */
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import {
  type Joined,
  type Joining,
  JOINING_STATES,
  type JoiningPage,
  type JoiningState,
} from '../../people/index.ts';
import { icon, type IconName } from '../../site/index.ts';
import { saidAt } from '../wall-clock.ts';
import { pager } from './pager.ts';
import { confirmForm, metLine, undoForm } from './point-twice.ts';

export const JOININGS = '/staff/point/joinings';

export type JoiningsView = JoiningPage & {
  state: JoiningState | undefined;
  /** What people want to be called, by token. */
  named: (subject: string) => string | undefined;
  zone: string;
};

const MARKS: Readonly<Record<JoiningState, readonly [IconName, string]>> = {
  waiting: ['clock', 'care'],
  joined: ['yes', 'good'],
  refused: ['no', 'soft'],
  apart: ['back', 'soft'],
};

/** Address of a page; the first of all is the shortest. */
export const joiningsAt = (state: JoiningState | undefined, page = 1): string =>
  state || page > 1
    ? `${JOININGS}/${state ?? 'all'}${page > 1 ? `/${String(page)}` : ''}`
    : JOININGS;

export function joiningsPart(w: Words, view: JoiningsView): RawHtml {
  const { joinings, counts, state, page, pages } = view;
  const all = JOINING_STATES.reduce((sum, one) => sum + counts[one], 0);
  const pill = (one: JoiningState | undefined, n: number): RawHtml =>
    html`<a class="pill" href="${joiningsAt(one)}"${raw(one === state ? ' aria-current="true"' : '')}>${w.say(`joinings.show_${one ?? 'all'}`, { n })}</a>`;
  return html`<p><a class="back" href="/staff/point/twice">${w.say('point.twice')}</a></p><p>${w.say('joinings.lead')}</p>${
    all
      ? html`<nav class="tabs" aria-label="${w.text('point.joinings')}">${pill(undefined, all)}${JOINING_STATES.map((one) => pill(one, counts[one]))}</nav>`
      : ''
  }<section class="sheet">${
    joinings.length
      ? html`<h2>${w.say(state ? `joinings.state_${state}` : 'joinings.all')}</h2><ul class="items">${joinings.map((one) => line(w, view, one))}</ul>`
      : html`<p>${w.say(all ? 'joinings.none_such' : 'joinings.none')}</p>`
  }</section>${pager(w, { page, pages, at: (to) => joiningsAt(state, to) })}`;
}

function line(w: Words, view: JoiningsView, one: Joining): RawHtml {
  const { named, zone, state, page } = view;
  const [picture, look] = MARKS[one.state];
  const who = (person: Joined): RawHtml => {
    const name = named(person.subject);
    return html`<b>${name === undefined ? w.say('twice.no_name') : html`<bdi>${name}</bdi>`}</b> ${metLine(w, zone, person)}`;
  };
  const said = (id: string, by: string | null, at: number, more = {}): RawHtml =>
    html`<br>${w.say(id, { who: by === null ? w.say('point.former') : html`<bdi>${by}</bdi>`, when: saidAt(w, zone, at, 'long'), ...more })}`;
  const { evidence, confirmed_ms: confirmed, undone_ms: undone, undo_reason: why } = one;
  const atOnce = evidence === 'both_slips_shown';
  const story = html`${said(atOnce ? 'joinings.at_once' : 'joinings.proposed', one.made_by, one.made_ms, { evidence: w.text(`evidence.${evidence}`) })}${
    confirmed === null || atOnce ? '' : said('joinings.confirmed', one.confirmed_by, confirmed)
  }${
    undone === null
      ? ''
      : one.by_slips
        ? said('joinings.by_slips', one.undone_by, undone)
        : said(`joinings.${one.state}`, one.undone_by, undone, {
            reason: w.text(`undo.${why ?? 'mistake'}`),
          })
  }`;
  return html`<li id="joining-${one.link_id}"><div><span class="mark ${look}">${icon(picture)}</span> <b class="s">${w.say(`joinings.state_${one.state}`)}</b><br>${who(one.a)}<br>${who(one.b)}<span class="s">${story}</span></div>${
    one.state === 'joined'
      ? html`<details><summary>${w.say('twice.undo')}</summary><p class="s">${w.say('joinings.undo_note')}</p>${undoForm(w, `${JOININGS}/${one.link_id}/undo`, 'twice.undo_sure', backTo(state, page))}</details>`
      : one.state === 'waiting'
        ? html`<div class="pair">${one.own ? html`<p class="s soft">${w.say('twice.own')}</p>` : confirmForm(w, `${JOININGS}/${one.link_id}`, backTo(state, page))}<details><summary>${w.say('twice.refuse')}</summary>${undoForm(w, `${JOININGS}/${one.link_id}/undo`, 'twice.refuse_sure', backTo(state, page))}</details></div>`
        : ''
  }</li>`;
}

/** So that the answer is the page on which she was. */
const backTo = (state: JoiningState | undefined, page: number): RawHtml =>
  html`<input type="hidden" name="show" value="${state ?? 'all'}"><input type="hidden" name="page" value="${page}">`;
