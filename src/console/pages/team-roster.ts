/** The roster of a point for one week: shifts, who is in them, what stands against it, who else could come (VOL-01, VUL-05). */
import { withDigits } from '../../languages/dates.ts';
import { daysAfter } from '../../languages/days.ts';
import { v4 as uuid } from 'uuid';
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { icon } from '../../site/index.ts';
import { type PointName, slotOf, type WeekShift } from '../../staff/index.ts';
import type { Typed } from '../forms.ts';
import { wallOf } from '../../languages/zone.ts';
import { saidAt } from '../wall-clock.ts';
import { pointChoice } from './point-choice.ts';
import { missingText, nameOf } from './trained.ts';

export type RosterView = {
  point: PointName;
  points: readonly PointName[];
  /** Monday of the week. */
  monday: string;
  today: string;
  shifts: readonly WeekShift[];
  /** Languages to ask for: those of the visitors and of the team. */
  languages: readonly string[];
  zone: string;
  name: (tag: string) => string;
  typed: Typed;
};

const at = ({ point, monday }: RosterView): string =>
  `/staff/team/roster/${point.point_id}/${monday}`;

export function rosterPart(w: Words, view: RosterView): RawHtml {
  const { point, points, monday, shifts, zone } = view;
  const week = (day: string): string => `/staff/team/roster/${point.point_id}/${day}`;
  const days = Array.from({ length: 7 }, (_, i) => daysAfter(monday, i));
  return html`${pointChoice(w, point, points, (id) => `/staff/team/roster/${id}/${monday}`)}
<nav class="weeks" aria-label="${w.text('roster.weeks')}"><a class="b2 fit" href="${week(daysAfter(monday, -7))}">${w.say('roster.before')}</a><b>${w.say('roster.week', { from: saidAt(w, zone, monday, 'short'), to: saidAt(w, zone, days[6] ?? monday, 'short') })}</b><a class="b2 fit" href="${week(daysAfter(monday, 7))}">${w.say('roster.after')}</a></nav>
${shifts.length ? '' : html`<p class="note">${w.say('roster.empty')}</p>`}
${days.map((day) => {
  const own = shifts.filter((one) => wallOf(zone, one.starts_at.getTime()).day === day);
  return own.length
    ? html`<h2>${saidAt(w, zone, day, 'weekday')}</h2>${own.map((shift) => shiftPart(w, view, shift))}`
    : '';
})}
${addPart(w, view)}`;
}

function shiftPart(w: Words, view: RosterView, shift: WeekShift): RawHtml {
  const { zone, name } = view;
  const from = saidAt(w, zone, shift.starts_at, 'time');
  const to = saidAt(w, zone, shift.ends_at, 'time');
  const span = w.text('roster.span', { from, to });
  const people = shift.assigned.map(
    (one) =>
      html`<li><span><b><bdi>${one.name}</bdi></b> <span class="s soft">${nameOf(w, 'role', one.role)}</span>${one.conflicts.map(
        (conflict) =>
          html`<br><span class="s care">${icon('warn')} ${why(w, conflict, one.missing)}</span>`,
      )}</span><form method="post" action="${at(view)}/shifts/${shift.shift_id}/removals"><button class="pill" name="account" value="${one.account}" aria-label="${w.text('roster.take_out_whom', { name: one.name, span })}">${w.say('roster.take_out')}</button></form></li>`,
  );
  return html`<section class="sheet shift"><h3 class="num">${w.say('roster.span', { from, to })}</h3>${
    shift.missing_languages.length
      ? html`<p class="s care">${icon('warn')} ${w.say('roster.no_language', { languages: w.list(shift.missing_languages.map(name)) })}</p>`
      : shift.languages.length
        ? html`<p class="s soft">${w.say('roster.languages_ok', { languages: w.list(shift.languages.map(name)) })}</p>`
        : ''
  }${people.length ? html`<ul class="items near">${people}</ul>` : html`<p>${w.say('roster.nobody')}</p>`}
${services(w, shift)}${assignPart(w, view, shift, span)}</section>`;
}

const why = (
  w: Words,
  conflict: 'double' | 'training_lapsed',
  missing: readonly string[],
): RawHtml =>
  conflict === 'double'
    ? w.say('roster.double')
    : w.say('roster.lapsed', { missing: missingText(w, missing) });

/** Which services may run with them: a service that nobody here could do is not spoken of. */
function services(w: Words, { services: all }: WeekShift): RawHtml {
  const run = all.filter(({ present, needed }) => present >= needed);
  const short = all.filter(({ present, needed }) => present > 0 && present < needed);
  return html`${run.length ? html`<p class="s">${icon('yes')} ${w.say('roster.may_run', { services: w.list(run.map(({ service }) => w.text(`service.${service}`))) })}</p>` : ''}${short.map(({ service, present, needed }) => html`<p class="s care">${icon('warn')} ${w.say('roster.too_few', { service: w.text(`service.${service}`), present, needed })}</p>`)}`;
}

/** Everybody with a role here: first who speaks what is missing and said she can come; closed ones stand last, with why. */
function assignPart(w: Words, view: RosterView, shift: WeekShift, span: string): RawHtml {
  const wall = wallOf(view.zone, shift.starts_at.getTime());
  const slot = slotOf(wall.day, wall.hour);
  const speaks = (languages: readonly string[]): string[] =>
    languages.filter((one) => shift.missing_languages.includes(one));
  const rank = (one: WeekShift['could'][number]): number =>
    (speaks(one.languages).length ? 2 : 0) + (one.slots.includes(slot) ? 1 : 0);
  const free = shift.could
    .filter(({ conflicts }) => conflicts.length === 0)
    .sort((a, b) => rank(b) - rank(a) || (a.name < b.name ? -1 : 1));
  const closed = shift.could.filter(({ conflicts }) => conflicts.length > 0);
  const text = (one: WeekShift['could'][number]): string => {
    const more = [
      ...(speaks(one.languages).length
        ? [w.text('roster.speaks', { languages: w.list(speaks(one.languages).map(view.name)) })]
        : []),
      ...(one.slots.includes(slot) ? [w.text('roster.can_come')] : []),
      ...(one.slots.length && !one.slots.includes(slot) ? [w.text('roster.not_then')] : []),
    ];
    const who = { name: one.name, role: nameOf(w, 'role', one.role) };
    return more.length
      ? w.text('roster.who_more', { ...who, more: w.list(more) })
      : w.text('roster.who', who);
  };
  return html`<details class="more"><summary aria-label="${w.text('roster.assign_to', { span })}">${w.say('roster.assign')}</summary>${
    free.length
      ? html`<form method="post" action="${at(view)}/shifts/${shift.shift_id}/people" class="fields two"><label class="entry">${w.say('roster.person')}<select name="who">${free.map((one) => html`<option value="${one.account} ${one.role}">${text(one)}</option>`)}</select></label><div>${html`<button class="b fit">${w.say('roster.put_in')}</button>`}</div></form>`
      : html`<p>${w.say('roster.nobody_free')}</p>`
  }${
    closed.length
      ? html`<p class="s soft">${w.say('roster.not_free')}</p><ul class="s plain">${closed.map((one) => html`<li>${w.say('roster.cannot', { name: html`<bdi>${one.name}</bdi>`, role: nameOf(w, 'role', one.role), why: w.list(one.conflicts.map((conflict) => why(w, conflict, one.missing))) })}</li>`)}</ul>`
      : ''
  }<form method="post" action="${at(view)}/shifts/${shift.shift_id}/removal"><button class="b2 fit" aria-label="${w.text('roster.remove_span', { span })}">${w.say('roster.remove')}</button></form></details>`;
}

function addPart(w: Words, view: RosterView): RawHtml {
  const { typed, monday, today, languages, name, zone } = view;
  const days = Array.from({ length: 7 }, (_, i) => daysAfter(monday, i));
  const asked = [typed['languages'] ?? []].flat().map(String);
  const chosen = String(typed['day'] ?? (days.includes(today) ? today : monday));
  const time = (field: string, other: string): RawHtml =>
    html`<input name="${field}" required value="${String(typed[field] ?? withDigits(other, w.language.digits))}" inputmode="numeric" maxlength="12" autocomplete="off">`;
  return html`<section class="sheet"><h2>${w.say('roster.add')}</h2><form method="post" action="${at(view)}/shifts" class="fields two"><input type="hidden" name="shift_id" value="${uuid()}"><label class="entry">${w.say('roster.day')}<select name="day">${days.map((day) => html`<option value="${day}"${raw(day === chosen ? ' selected' : '')}>${saidAt(w, zone, day, 'weekday')}</option>`)}</select></label><label class="entry">${w.say('roster.starts')}${time('starts', '09:00')}</label><label class="entry">${w.say('roster.ends')} <small>${w.say('roster.ends_note')}</small>${time('ends', '13:00')}</label>${
    languages.length
      ? html`<fieldset class="ticks wide"><legend><b>${w.say('roster.should')}</b></legend>${languages.map((tag) => html`<label class="tick"><input type="checkbox" name="languages" value="${tag}"${raw(asked.includes(tag) ? ' checked' : '')}><span>${name(tag)}</span></label>`)}</fieldset>`
      : ''
  }<div><button class="b fit">${w.say('roster.add')}</button></div></form></section>`;
}
