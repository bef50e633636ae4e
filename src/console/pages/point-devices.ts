/** The tablets: last contact, what still waits on each, and taking a lost one out of use (design chapter 30, sections 5.5 and 5.6). */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { icon } from '../../site/index.ts';
import type { Device } from '../../sync/index.ts';
import { saidAt } from '../wall-clock.ts';

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

export function devicesPart(
  w: Words,
  {
    devices,
    point,
    zone,
    now,
  }: { devices: readonly Device[]; point: (id: string) => string; zone: string; now: number },
): RawHtml {
  const live = devices
    .filter(({ revoked_at }) => revoked_at === null)
    .sort((a, b) => openFor(b, now) - openFor(a, now));
  const gone = devices.filter(({ revoked_at }) => revoked_at !== null);
  return html`<p>${w.say('devices.lead')}</p>${
    live.length
      ? html`<ul class="cards">${live.map((one) => device(w, one, point, zone, now))}</ul>`
      : html`<p class="note">${w.say('devices.none')}</p>`
  }${
    gone.length
      ? html`<section class="sheet"><h2>${w.say('devices.gone')}</h2><ul class="items">${gone.map((one) => goneDevice(w, one, zone))}</ul><p class="s soft">${w.say('devices.gone_note')}</p></section>`
      : ''
  }`;
}

function device(
  w: Words,
  one: Device,
  point: (id: string) => string,
  zone: string,
  now: number,
): RawHtml {
  const open = openFor(one, now);
  const mark = open >= ALARM ? 'bad' : open >= ASK_AFTER ? 'care' : 'good';
  const sign = { bad: 'warn', care: 'clock', good: 'yes' } as const;
  const seen = one.reported_at
    ? w.say('devices.seen', { time: saidAt(w, zone, one.reported_at, 'moment') })
    : w.say('devices.never');
  return html`<li class="sheet"><h2><span class="mark ${mark}">${icon(sign[mark])}</span> <bdi>${one.label}</bdi>${one.shared ? '' : html` <span class="tag">${w.say('devices.own')}</span>`}</h2><p>${one.point_id ? w.list([seen, html`<bdi>${point(one.point_id)}</bdi>`]) : seen}</p>${
    one.reported_at === null ? '' : html`<p>${waitingText(w, one, zone)}</p>`
  }${mark === 'good' ? '' : html`<p class="note${mark === 'bad' ? ' bad' : ''}">${w.say(mark === 'bad' ? 'devices.alarm' : 'devices.ask')}</p>`}<details><summary aria-label="${w.text('devices.lost_which', { device: one.label })}">${w.say('devices.lost')}</summary><p class="s">${w.say('devices.lost_note')}</p><form method="post" action="/staff/point/devices/${one.device_id}/loss"><button class="b2 fit">${w.say('devices.lost_sure')}</button></form></details></li>`;
}

function goneDevice(w: Words, one: Device, zone: string): RawHtml {
  const day = one.revoked_at ? saidAt(w, zone, one.revoked_at, 'day') : '';
  return html`<li><span><b><bdi>${one.label}</bdi></b></span><span class="end s soft">${w.say('devices.lost_on', { day })}</span><details><summary aria-label="${w.text('devices.back_which', { device: one.label })}">${w.say('devices.back')}</summary><p class="s">${w.say('devices.back_note')}</p><form method="post" action="/staff/point/devices/${one.device_id}/return"><button class="b2 fit">${w.say('devices.back_sure')}</button></form></details></li>`;
}

function waitingText(w: Words, { waiting, oldest_at }: Device, zone: string): RawHtml {
  if (!waiting) return w.say('devices.all_sent');
  return oldest_at
    ? w.say('devices.waiting', { n: waiting, time: saidAt(w, zone, oldest_at, 'moment') })
    : w.say('devices.waiting_some', { n: waiting });
}
