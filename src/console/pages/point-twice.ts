/** Whether two records are one person: what waits for a second worker, and names that may have been met (chapter 30, sections 1.3 and 1.4). */
import { v4 as uuid } from 'uuid';
import { html, type RawHtml } from '../../http/html.ts';
import { withDigits } from '../../languages/dates.ts';
import type { Words } from '../../languages/messages.ts';
import { type PossibleList, UNDO_REASONS, type WaitingLink } from '../../people/index.ts';
import type { PointName } from '../../staff/index.ts';
import { saidAt } from '../wall-clock.ts';
import { pointChoice } from './point-choice.ts';

export type TwiceView = {
  waiting: readonly WaitingLink[];
  /** What people want to be called, by token. */
  named: (subject: string) => string | undefined;
  possible: PossibleList | undefined;
  point: PointName;
  points: readonly PointName[];
  zone: string;
};

/** By what somebody is told apart: the age group, and the month (YYYY-MM) of the last visit. */
export const metLine = (
  w: Words,
  zone: string,
  { age_band, month }: { age_band: string; month: string },
): RawHtml => {
  const age =
    age_band === 'unknown'
      ? w.text('twice.no_age')
      : withDigits(age_band.replace('-', '–'), w.language.digits);
  return html`<span class="s soft">${w.say('twice.met', { age, month: saidAt(w, zone, `${month.slice(0, 7)}-15`, 'month') })}</span>`;
};

const who = (w: Words, named: TwiceView['named'], subject: string): RawHtml => {
  const name = named(subject);
  return name === undefined ? html`${w.say('twice.no_name')}` : html`<bdi>${name}</bdi>`;
};

export function twicePart(w: Words, view: TwiceView): RawHtml {
  const { waiting, named, zone } = view;
  return html`<p>${w.say('twice.lead')}</p>
<section class="sheet"><h2>${w.say('twice.waiting', { n: waiting.length })}</h2>${
    waiting.length
      ? html`<ul class="items">${waiting.map(
          (one) =>
            html`<li><span><b>${who(w, named, one.a)}</b> ${w.say('twice.and')} <b>${who(w, named, one.b)}</b><br><span class="s soft">${w.list([w.say(`evidence.${one.evidence}`), saidAt(w, zone, one.made_at, 'moment')])}</span></span><div class="pair">${
              one.own
                ? html`<p class="s soft">${w.say('twice.own')}</p>`
                : confirmForm(w, `/staff/point/twice/links/${one.link_id}`)
            }<details><summary>${w.say('twice.refuse')}</summary>${undoForm(w, `/staff/point/twice/links/${one.link_id}/undo`, 'twice.refuse_sure')}</details></div></li>`,
        )}</ul>`
      : html`<p>${w.say('twice.none')}</p>`
  }<p class="gap"><a class="pill" href="/staff/point/joinings">${w.say('twice.all')}</a></p></section>${possiblePart(w, view)}`;
}

/** Confirming what another worker proposed; `more`: hidden fields. */
export const confirmForm = (w: Words, action: string, more: RawHtml | '' = ''): RawHtml =>
  html`<details><summary>${w.say('twice.confirm')}</summary><p class="s">${w.say('twice.confirm_note')}</p><form method="post" action="${action}">${more}<button class="b fit">${w.say('twice.confirm_sure')}</button></form></details>`;

/** Taking a joining back, waiting or done: nothing had been moved. */
export const undoForm = (
  w: Words,
  action: string,
  label: string,
  more: RawHtml | '' = '',
): RawHtml =>
  html`<form method="post" action="${action}" class="fields">${more}<label class="entry">${w.say('held.why')}<select name="reason">${UNDO_REASONS.map((why) => html`<option value="${why}">${w.text(`undo.${why}`)}</option>`)}</select></label><div><button class="b2 fit">${w.say(label)}</button></div></form>`;

function possiblePart(w: Words, { possible, point, points, zone }: TwiceView): RawHtml {
  if (!possible) return html``;
  const line = (
    one: Pick<PossibleList['possible'][number], 'name' | 'age_band' | 'month'>,
  ): RawHtml => html`<b><bdi>${one.name}</bdi></b> ${metLine(w, zone, one)}`;
  return html`<section class="sheet"><h2>${w.say('twice.possible', { n: possible.waiting })}</h2>${points.length > 1 ? pointChoice(w, point, points, (id) => `/staff/point/twice/${id}`) : ''}<p class="s soft">${w.say('twice.possible_note')}</p>${
    possible.possible.length
      ? html`<ul class="cards plain">${possible.possible.map((one) => html`<li class="box"><p>${line(one)}</p><form method="post" action="/staff/point/twice/${point.point_id}/possible" class="fields"><input type="hidden" name="subject" value="${one.subject}"><input type="hidden" name="link_id" value="${uuid()}"><fieldset class="ticks"><legend>${w.say('twice.same_as')}</legend>${one.others.map((other) => html`<label class="tick"><input type="radio" name="other" value="${other.subject}" required><span>${line(other)}</span></label>`)}<label class="tick"><input type="radio" name="other" value="" required><span>${w.say('twice.nobody')}</span></label></fieldset><div><button class="b2 fit">${w.say('twice.decide')}</button></div></form></li>`)}</ul>`
      : html`<p>${w.say('twice.no_possible')}</p>`
  }</section>`;
}
