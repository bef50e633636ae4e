/** What the own points lack: spaces, languages, exceptions that run (PT-07, LANG-04). */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import type { PointGaps } from '../../protection/index.ts';
import { saidAt } from '../wall-clock.ts';

const lacks = ({ missing_spaces, exceptions, met }: PointGaps): number =>
  missing_spaces.length + exceptions.length + met.length;
/** How many things are missing at all points together. Pure. */
export const gapsIn = (points: readonly PointGaps[]): number =>
  points.reduce((sum, one) => sum + lacks(one), 0);

/** More points than this are one line each, opened one at a time: whoever leads a whole network has a hundred. */
const MOST_WHOLE = 6;

export function gapsPart(w: Words, points: readonly PointGaps[], zone: string): RawHtml {
  const open = points
    .filter((one) => lacks(one) > 0)
    .toSorted((a, b) => b.exceptions.length + b.met.length - a.exceptions.length - a.met.length);
  const whole = points.filter((one) => lacks(one) === 0);
  return html`<p>${w.say('gaps.lead')}</p>${open.length ? '' : html`<p class="note done">${w.say('gaps.none')}</p>`}
${
  open.length > MOST_WHOLE
    ? html`<section class="sheet">${open.map((one) => html`<details><summary><bdi>${one.name}</bdi> <span class="s soft">${w.say('gaps.n', { n: lacks(one) })}</span></summary>${missingAt(w, one, zone)}</details>`)}</section>`
    : open.map(
        (one) =>
          html`<section class="sheet"><h2><bdi>${one.name}</bdi></h2>${missingAt(w, one, zone)}</section>`,
      )
}${whole.length && open.length ? html`<p class="soft">${w.say('gaps.whole', { points: w.list(whole.map(({ name }) => html`<bdi>${name}</bdi>`)) })}</p>` : ''}`;
}

const missingAt = (w: Words, one: PointGaps, zone: string): RawHtml =>
  html`${
    one.met.length
      ? html`<h3>${w.say('gaps.met')}</h3><ul class="items near">${one.met.map(({ gap, n, last_on }) => html`<li><span>${w.say(`gap.${gap}`)}</span><span class="end s">${w.say('gap.times_last', { n, day: saidAt(w, zone, last_on, 'short') })}</span></li>`)}</ul>`
      : ''
  }${
    one.missing_spaces.length
      ? html`<h3>${w.say('gaps.spaces')}</h3><ul class="items near">${one.missing_spaces.map((space) => html`<li><span>${w.has(`space.${space}`) ? w.say(`space.${space}`) : space}</span></li>`)}</ul>`
      : ''
  }${
    one.exceptions.length
      ? html`<h3>${w.say('gaps.exceptions')}</h3><ul class="items near">${one.exceptions.map(({ place_kind, why, until_at }) => html`<li><span>${w.has(`space.${place_kind}`) ? w.say(`space.${place_kind}`) : place_kind}<br><span class="s soft">${w.say(`exception.${why}`)}</span></span><span class="end s">${w.say('access.until', { day: saidAt(w, zone, until_at, 'moment') })}</span></li>`)}</ul>`
      : ''
  }`;
