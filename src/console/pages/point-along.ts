/** Whom a tablet took along: the list to act on when it is lost (chapter 30, section 5.1). */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import type { Manifest } from '../../sync/index.ts';
import { pager } from './pager.ts';
import { metLine } from './point-twice.ts';

const DEVICES = '/staff/point/devices';

/** Address of a page of the list of a tablet; the first is the shortest. */
export const alongAt = (device: string, page = 1): string =>
  `${DEVICES}/${device}/along${page > 1 ? `/${String(page)}` : ''}`;

export type AlongView = Manifest & {
  device: { device_id: string; label: string };
  /** What people want to be called, by token. */
  named: (subject: string) => string | undefined;
  zone: string;
};

export function alongPart(
  w: Words,
  { device, people, total, page, pages, named, zone }: AlongView,
): RawHtml {
  const who = (subject: string): RawHtml => {
    const name = named(subject);
    return name === undefined ? html`${w.say('twice.no_name')}` : html`<b><bdi>${name}</bdi></b>`;
  };
  return html`<p><a class="back" href="${DEVICES}">${w.say('point.devices')}</a></p><p>${w.say('along.lead', { device: html`<bdi>${device.label}</bdi>`, n: total })}</p><section class="sheet">${
    people.length
      ? html`<ul class="items">${people.map((one) => html`<li><span>${who(one.subject)}</span> ${metLine(w, zone, one)}</li>`)}</ul>`
      : html`<p>${w.say('along.nobody')}</p>`
  }</section>${pager(w, { page, pages, at: (to) => alongAt(device.device_id, to) })}`;
}
