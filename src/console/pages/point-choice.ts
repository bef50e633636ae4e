/** Which point a screen is about, and the way to another. */
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import type { PointName } from '../../staff/index.ts';

/** @param at address of the same screen for another point */
export const pointChoice = (
  w: Words,
  point: PointName,
  points: readonly PointName[],
  at: (point: string) => string,
): RawHtml =>
  html`<p><b><bdi>${point.name}</bdi></b></p>${
    points.length > 1
      ? html`<details class="other"><summary>${w.say('point.another')}</summary><ul class="says">${points.map((one) => html`<li><a class="pill" href="${at(one.point_id)}"${raw(one.point_id === point.point_id ? ' aria-current="true"' : '')}><bdi>${one.name}</bdi></a></li>`)}</ul></details>`
      : ''
  }`;
