/** My days: shifts to come, and when I can come (VOL-01). */
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { DAY_PARTS, type OwnWork, WEEKDAYS } from '../../staff/index.ts';
import { saidAt } from '../wall-clock.ts';
import { nameOf } from './trained.ts';

/** Monday is a day like any other of that name: the words of the calendar. */
const weekdayName = (w: Words, day: number): string =>
  new Intl.DateTimeFormat(w.language.tag, { weekday: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, day),
  );

export function daysPart(w: Words, { shifts, points, slots }: OwnWork, zone: string): RawHtml {
  const list = shifts.map((one) => {
    const point = points.find(({ point_id }) => point_id === one.point_id)?.name ?? '-';
    return html`<li><span><b>${saidAt(w, zone, one.starts_at, 'weekday')}</b><br><span class="s soft">${w.list([html`<bdi>${point}</bdi>`, nameOf(w, 'role', one.role)])}</span></span><span class="end num">${w.say('roster.span', { from: saidAt(w, zone, one.starts_at, 'time'), to: saidAt(w, zone, one.ends_at, 'time') })}</span></li>`;
  });
  const rows = WEEKDAYS.map(
    (day) =>
      html`<fieldset><legend>${weekdayName(w, day)}</legend>${DAY_PARTS.map((part) => {
        const slot = `${day}.${part}` as const;
        return html`<label class="tick"><input type="checkbox" name="slots" value="${slot}"${raw(slots.includes(slot) ? ' checked' : '')}><span>${w.say(`part.${part}`)}</span></label>`;
      })}</fieldset>`,
  );
  return html`<section class="sheet"><h2>${w.say('mine.shifts')}</h2>${list.length ? html`<ul class="items">${list}</ul>` : html`<p>${w.say('mine.no_shift')}</p>`}</section>
<section class="sheet"><h2>${w.say('mine.when')}</h2><p class="s soft">${w.say('mine.when_note')}</p><form method="post" action="/staff/mine/days" class="week">${rows}<div><button class="b fit">${w.say('me.save')}</button></div></form></section>`;
}
