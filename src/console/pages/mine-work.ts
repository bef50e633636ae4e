/** My work: whether I am here, which roles are open to me and what closes when, my trainings and hours (VOL-02, VUL-05). */
import { dateOfInstant } from '../../languages/days.ts';
import { v4 as uuid } from 'uuid';
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import type { OwnRole, OwnWork } from '../../staff/index.ts';
import { saidAt } from '../wall-clock.ts';
import { nameOf, roleBadge } from './trained.ts';

export function minePart(
  w: Words,
  { own, roles, zone, now }: { own: OwnWork; roles: readonly OwnRole[]; zone: string; now: number },
): RawHtml {
  return html`${presence(w, own, zone)}
<section class="sheet"><h2>${w.say('mine.roles')}</h2>${
    roles.length
      ? html`<ul class="items">${roles.map((one) => role(w, one, now))}</ul>`
      : html`<p>${w.say('mine.no_role')}</p>`
  }<p class="s soft">${w.say('mine.roles_note')}</p></section>
<section class="sheet"><h2>${w.say('mine.trainings')}</h2>${trainings(w, own, zone, now)}<p class="s soft">${w.say('mine.trainings_note')}</p></section>`;
}

function presence(w: Words, { here, points }: OwnWork, zone: string): RawHtml {
  if (here) {
    const name = points.find(({ point_id }) => point_id === here.point_id)?.name ?? '-';
    return html`<section class="sheet here"><h2>${w.say('mine.presence')}</h2><p>${w.say('mine.here_since', { point: html`<bdi>${name}</bdi>`, time: saidAt(w, zone, here.came_at, 'moment') })}</p><form method="post" action="/staff/mine/presence"><input type="hidden" name="presence_id" value="${uuid()}"><input type="hidden" name="point_id" value="${here.point_id}"><button class="b2 fit" name="here" value="false">${w.say('mine.leave')}</button></form></section>`;
  }
  if (points.length === 0)
    return html`<section class="sheet"><h2>${w.say('mine.presence')}</h2><p>${w.say('mine.no_point')}</p></section>`;
  return html`<section class="sheet"><h2>${w.say('mine.presence')}</h2><form method="post" action="/staff/mine/presence" class="fields two"><input type="hidden" name="presence_id" value="${uuid()}"><label class="entry">${w.say('mine.point')}<select name="point_id">${points.map((point) => html`<option value="${point.point_id}">${point.name}</option>`)}</select></label><div><button class="b fit" name="here" value="true">${w.say('mine.come')}</button></div></form><p class="s soft">${w.say('mine.presence_note')}</p></section>`;
}

function role(w: Words, { role: code, state, progress }: OwnRole, now: number): RawHtml {
  const badge = {
    role: code,
    locked: state.state === 'locked',
    until:
      state.state === 'active' && state.until !== null
        ? Date.parse(`${state.until}T23:59:59.999Z`)
        : null,
    missing: state.state === 'locked' ? state.missing : [],
  };
  return html`<li class="badge">${roleBadge(w, badge, now)}${progress ? curriculum(w, progress) : ''}</li>`;
}

/** Hours as a bar with its figures beside it, subjects as a list with marks. */
function curriculum(
  w: Words,
  { hours, needed, subjects }: NonNullable<OwnRole['progress']>,
): RawHtml {
  const passed = subjects.filter((one) => one.passed).length;
  return html`<div class="progress"><p class="s">${w.say('mine.hours', { hours, needed })}</p><meter min="0" max="${needed}" value="${Math.min(hours, needed)}">${hours}/${needed}</meter><p class="s">${w.say('mine.subjects', { passed, all: subjects.length })}</p>${
    passed < subjects.length
      ? html`<p class="s soft">${w.say('mine.subjects_left', { subjects: w.list(subjects.filter((one) => !one.passed).map(({ subject }) => nameOf(w, 'subject', subject))) })}</p>`
      : ''
  }</div>`;
}

function trainings(w: Words, { training }: OwnWork, zone: string, now: number): RawHtml {
  if (training.length === 0) return html`<p>${w.say('access.no_training')}</p>`;
  const day = dateOfInstant(now);
  const hours = training
    .filter(({ passed_on, valid_until }) => passed_on <= day && valid_until >= day)
    .reduce((sum, one) => sum + one.hours, 0);
  return html`<ul class="items">${training.map(
    (one) =>
      html`<li><span><b>${nameOf(w, 'course', one.course)}</b><br><span class="s soft">${w.say('mine.training', { hours: one.hours, day: saidAt(w, zone, one.passed_on, 'day') })}</span></span><span class="end">${w.say(one.valid_until < day ? 'mine.over' : 'mine.valid', { day: saidAt(w, zone, one.valid_until, 'day') })}</span></li>`,
  )}</ul><p><b>${w.say('mine.hours_all', { hours })}</b></p>`;
}
