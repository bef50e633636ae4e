/** The close of the days: three counts that never mix, each with what it counts (STA-02). */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import type { PointName } from '../../staff/index.ts';
import type { DayCounts } from '../../sync/index.ts';
import { saidAt } from '../wall-clock.ts';
import { pointChoice } from './point-choice.ts';

export type DaysView = {
  days: readonly DayCounts[];
  point: PointName;
  points: readonly PointName[];
  today: string;
  person: (account: string) => string;
  zone: string;
};

export function daysOfPart(
  w: Words,
  { days, point, points, today, person, zone }: DaysView,
): RawHtml {
  return html`<p>${w.say('days.lead')}</p>${pointChoice(w, point, points, (id) => `/staff/point/days/${id}`)}${days.length ? '' : html`<p class="note">${w.say('days.none')}</p>`}
${days.map(({ day, counts, closed }) => {
  const { items, visits, people, topics } = counts;
  const pieces = [...items.values()].reduce((sum, n) => sum + n, 0);
  return html`<section class="sheet"><h2>${saidAt(w, zone, day, 'weekday')}</h2><dl class="figures"><div><dt>${w.say('days.items')}</dt><dd class="num">${w.number(pieces)}</dd>${[...items].map(([code, n]) => html`<dd class="s soft">${w.has(`item.${code}`) ? w.text(`item.${code}`) : code}: ${w.number(n)}</dd>`)}</div><div><dt>${w.say('days.visits')}</dt><dd class="num">${w.number(visits)}</dd>${topics.size ? html`<dd class="s soft">${w.say('days.topics', { n: [...topics.values()].reduce((sum, n) => sum + n, 0) })}</dd>` : ''}</div><div><dt>${w.say('days.people')}</dt><dd class="num">${people.basis === 'TOKEN' ? w.number(people.people) : w.say('days.range', { from: people.from, to: people.to })}</dd><dd class="s soft">${w.say(people.basis === 'TOKEN' ? 'days.by_token' : 'days.by_range')}</dd></div></dl><p class="s${closed || day === today ? ' soft' : ' care'}">${
    closed
      ? closed.counted_by
        ? w.say('days.closed_two', {
            time: saidAt(w, zone, closed.at, 'time'),
            by: html`<bdi>${person(closed.by)}</bdi>`,
            second: html`<bdi>${person(closed.counted_by)}</bdi>`,
          })
        : w.say('days.closed', {
            time: saidAt(w, zone, closed.at, 'time'),
            by: html`<bdi>${person(closed.by)}</bdi>`,
          })
      : w.say(day === today ? 'days.open' : 'days.not_closed')
  }</p></section>`;
})}`;
}
