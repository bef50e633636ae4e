/** Work that waits for a manager: what it is about, why it waits, whose it is; taken or not, each with one confirmation. */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { type Device, type HeldLine, NOT_TAKEN } from '../../sync/index.ts';
import { saidAt } from '../wall-clock.ts';

export type HeldView = {
  lines: readonly HeldLine[];
  waiting: number;
  devices: readonly Device[];
  /** Names by account and by point. */
  person: (account: string) => string;
  point: (id: string) => string;
  zone: string;
};

export function heldPart(
  w: Words,
  { lines, waiting, devices, person, point, zone }: HeldView,
): RawHtml {
  if (lines.length === 0)
    return html`<p class="note done">${w.say('held.none')}</p><p class="soft">${w.say('held.lead')}</p>`;
  return html`<p>${w.say('held.lead')}</p><p class="gap"><b>${w.say('held.count', { n: waiting })}</b></p>
<ol class="cards plain">${lines.map((one) => {
    const device = devices.find(({ device_id }) => device_id === one.device_id);
    const about = w.list(one.about.map((part) => w.text(`about.${part}`)));
    const made = one.made_at
      ? saidAt(w, zone, new Date(one.made_at), 'moment')
      : w.text('held.unreadable');
    const which = w.text('held.which', { about, person: person(one.worker_id), made });
    return html`<li class="sheet"><h2>${w.say('held.title', { about })}</h2><dl class="facts"><dt>${w.say('held.by')}</dt><dd><bdi>${person(one.worker_id)}</bdi></dd><dt>${w.say('held.made')}</dt><dd>${made}</dd><dt>${w.say('held.where')}</dt><dd><bdi>${point(one.point_id)}</bdi></dd><dt>${w.say('held.tablet')}</dt><dd><bdi>${device?.label ?? '-'}</bdi>${device?.revoked_at ? html` <span class="tag">${w.say('devices.lost_on', { day: saidAt(w, zone, device.revoked_at, 'short') })}</span>` : ''}</dd><dt>${w.say('held.came')}</dt><dd>${saidAt(w, zone, one.held_at, 'moment')}</dd></dl><p class="note">${w.say(`held.${one.reason}`)}</p>
<div class="pair"><details><summary aria-label="${w.text('held.take_which', { which })}">${w.say('held.take')}</summary><p class="s">${w.say('held.take_note')}</p><form method="post" action="/staff/point/held/${one.op_id}"><input type="hidden" name="decision" value="admitted"><button class="b fit">${w.say('held.take_sure')}</button></form></details><details><summary aria-label="${w.text('held.drop_which', { which })}">${w.say('held.drop')}</summary><p class="s">${w.say('held.drop_note')}</p><form method="post" action="/staff/point/held/${one.op_id}" class="fields"><input type="hidden" name="decision" value="dropped"><label class="entry">${w.say('held.why')}<select name="why">${NOT_TAKEN.map((why) => html`<option value="${why}">${w.text(`not_taken.${why}`)}</option>`)}</select></label><div><button class="b2 fit">${w.say('held.drop_sure')}</button></div></form></details></div></li>`;
  })}</ol>${waiting > lines.length ? html`<p>${w.say('held.more', { n: waiting - lines.length })}</p>` : ''}`;
}
