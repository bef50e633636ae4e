/** The tablets: last contact, what still waits on each, and taking a lost one out of use (design chapter 30, sections 5.5 and 5.6). */
import { html, raw, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { icon } from '../../site/index.ts';
import type { PointName } from '../../staff/index.ts';
import { CARRY_DAYS, type Carrying, type Device } from '../../sync/index.ts';
import { saidAt } from '../wall-clock.ts';
import { alongAt } from './point-along.ts';

const HOUR = 3_600_000;
/** Silent, or with work that is older: asked after, then an alarm. */
const ASK_AFTER = 24 * HOUR;
const ALARM = 72 * HOUR;

/** How long (ms) something has been open with a tablet: since its last contact, or since its oldest work. Pure. */
export function openFor({ reported_at, registered_at, oldest_at }: Device, now: number): number {
  const contact = now - (reported_at ?? registered_at).getTime();
  return Math.max(contact, oldest_at ? now - oldest_at.getTime() : 0);
}
/** Tablets in use that were not heard of for a day, or hold work of a day. Pure. */
export const silentOf = (devices: readonly Device[], now: number): Device[] =>
  devices.filter((one) => one.revoked_at === null && openFor(one, now) >= ASK_AFTER);

export type DevicesView = {
  devices: readonly Device[];
  /** The last leave of each to take along who was here before. */
  carryings: readonly Carrying[];
  /** Points of whoever looks. */
  points: readonly PointName[];
  zone: string;
  /** Ms since 1970. */
  now: number;
};

export function devicesPart(
  w: Words,
  { devices, carryings, points, zone, now }: DevicesView,
): RawHtml {
  const carried = new Map(carryings.map((one) => [one.device_id, one]));
  const live = devices
    .filter(({ revoked_at }) => revoked_at === null)
    .sort((a, b) => openFor(b, now) - openFor(a, now));
  const gone = devices.filter(({ revoked_at }) => revoked_at !== null);
  return html`<p>${w.say('devices.lead')}</p>${
    live.length
      ? html`<ul class="cards">${live.map((one) => device(w, one, { carrying: carried.get(one.device_id), points, zone, now }))}</ul>`
      : html`<p class="note">${w.say('devices.none')}</p>`
  }${
    gone.length
      ? html`<section class="sheet"><h2>${w.say('devices.gone')}</h2><ul class="items">${gone.map((one) => goneDevice(w, one, zone, carried.get(one.device_id)))}</ul><p class="s soft">${w.say('devices.gone_note')}</p></section>`
      : ''
  }`;
}

type Around = Pick<DevicesView, 'points' | 'zone' | 'now'> & { carrying: Carrying | undefined };

function device(w: Words, one: Device, { carrying, points, zone, now }: Around): RawHtml {
  const point = (id: string): string => points.find((each) => each.point_id === id)?.name ?? '-';
  const open = openFor(one, now);
  const mark = open >= ALARM ? 'bad' : open >= ASK_AFTER ? 'care' : 'good';
  const sign = { bad: 'warn', care: 'clock', good: 'yes' } as const;
  const seen = one.reported_at
    ? w.say('devices.seen', { time: saidAt(w, zone, one.reported_at, 'moment') })
    : w.say('devices.never');
  return html`<li class="sheet"><h2><span class="mark ${mark}">${icon(sign[mark])}</span> <bdi>${one.label}</bdi>${one.shared ? '' : html` <span class="tag">${w.say('devices.own')}</span>`}</h2><p>${one.point_id ? w.list([seen, html`<bdi>${point(one.point_id)}</bdi>`]) : seen}</p>${
    one.reported_at === null ? '' : html`<p>${waitingText(w, one, zone)}</p>`
  }${mark === 'good' ? '' : html`<p class="note${mark === 'bad' ? ' bad' : ''}">${w.say(mark === 'bad' ? 'devices.alarm' : 'devices.ask')}</p>`}${carryPart(w, one, { carrying, points, zone, now })}<details><summary aria-label="${w.text('devices.lost_which', { device: one.label })}">${w.say('devices.lost')}</summary><p class="s">${w.say('devices.lost_note')}</p><form method="post" action="/staff/point/devices/${one.device_id}/loss"><button class="b2 fit">${w.say('devices.lost_sure')}</button></form></details></li>`;
}

function goneDevice(w: Words, one: Device, zone: string, carrying: Carrying | undefined): RawHtml {
  const day = one.revoked_at ? saidAt(w, zone, one.revoked_at, 'day') : '';
  return html`<li><span><b><bdi>${one.label}</bdi></b></span><span class="end s soft">${w.say('devices.lost_on', { day })}</span>${carrying?.people ? html`<p class="s">${w.say('devices.carried', { n: carrying.people })}${whom(w, one, carrying)}</p>` : ''}<details><summary aria-label="${w.text('devices.back_which', { device: one.label })}">${w.say('devices.back')}</summary><p class="s">${w.say('devices.back_note')}</p><form method="post" action="/staff/point/devices/${one.device_id}/return"><button class="b2 fit">${w.say('devices.back_sure')}</button></form></details></li>`;
}

function waitingText(w: Words, { waiting, oldest_at }: Device, zone: string): RawHtml {
  if (!waiting) return w.say('devices.all_sent');
  return oldest_at
    ? w.say('devices.waiting', { n: waiting, time: saidAt(w, zone, oldest_at, 'moment') })
    : w.say('devices.waiting_some', { n: waiting });
}

/** The leave to take along who was here before: given for days, and taken back. */
function carryPart(w: Words, one: Device, { carrying, points, zone, now }: Around): RawHtml | '' {
  const at = `/staff/point/devices/${one.device_id}/carrying`;
  if (carrying && !carrying.ended_at && carrying.until_at.getTime() > now) {
    const time = saidAt(w, zone, carrying.until_at, 'moment');
    return html`<p>${w.say('devices.carries', { n: carrying.people, time })}${whom(w, one, carrying)}</p>${carrying.own ? html`<form method="post" action="${at}/end"><button class="b2 fit" aria-label="${w.text('devices.carry_end_which', { device: one.label })}">${w.say('devices.carry_end')}</button></form>` : ''}`;
  }
  const [first] = points;
  if (!first) return '';
  const chosen = points.some(({ point_id }) => point_id === one.point_id)
    ? one.point_id
    : first.point_id;
  const where =
    points.length > 1
      ? html`<label class="entry">${w.say('devices.carry_point')}<select name="point">${points.map(({ point_id, name }) => html`<option value="${point_id}"${raw(point_id === chosen ? ' selected' : '')}>${name}</option>`)}</select></label>`
      : html`<input type="hidden" name="point" value="${first.point_id}">`;
  const days = CARRY_DAYS.map(
    (n) => html`<option value="${n}">${w.say('devices.carry_n', { n })}</option>`,
  );
  return html`<details><summary aria-label="${w.text('devices.carry_which', { device: one.label })}">${w.say('devices.carry')}</summary><p class="s">${w.say('devices.carry_note')}</p><form method="post" action="${at}" class="fields two">${where}<label class="entry">${w.say('devices.carry_days')}<select name="days">${days}</select></label><button class="b2 fit">${w.say('devices.carry_sure')}</button></form></details>`;
}

const whom = (w: Words, one: Device, { people }: Carrying): RawHtml | '' =>
  people ? html` <a href="${alongAt(one.device_id)}">${w.say('devices.carry_whom')}</a>` : '';
