/** A point as it stands: who is here, which services pause, and what waits for its manager (VUL-05). */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { icon } from '../../site/index.ts';
import type { PointName, Team } from '../../staff/index.ts';
import { saidAt } from '../wall-clock.ts';
import { pointChoice } from './point-choice.ts';
import { nameOf } from './trained.ts';

export type Waiting = { held: number; silent: number; twice: number; wrong: number; gaps: number };

export function nowPart(
  w: Words,
  {
    point,
    points,
    team: { team, services },
    waiting,
    zone,
  }: { point: PointName; points: readonly PointName[]; team: Team; waiting: Waiting; zone: string },
): RawHtml {
  const here = team.filter((one) => one.here);
  const tiles = (Object.entries(waiting) as [keyof Waiting, number][]).map(
    ([what, n]) =>
      html`<li><a class="sheet tile${n ? ' calls' : ''}" href="/staff/point/${what === 'silent' ? 'devices' : what}"><b class="num">${w.number(n)}</b><span>${w.say(`now.${what}`, { n })}</span></a></li>`,
  );
  return html`<ul class="tiles">${tiles}</ul>
${pointChoice(w, point, points, (id) => `/staff/point/${id}`)}
<section class="sheet"><h2>${w.say('now.here', { n: here.length })}</h2>${
    here.length
      ? html`<ul class="items near">${here.map(({ name, roles }) => html`<li><span><b><bdi>${name}</bdi></b></span><span class="s soft end">${w.list(roles.filter(({ locked }) => !locked).map(({ role }) => nameOf(w, 'role', role)))}</span></li>`)}</ul>`
      : html`<p>${w.say('now.nobody')}</p>`
  }<p class="s soft">${w.say('now.here_note')}</p></section>
<section class="sheet"><h2>${w.say('now.services')}</h2><p class="s soft">${w.say('now.services_note')}</p><ul class="items near">${services.map(
    (one) =>
      html`<li><span><span class="mark ${one.state === 'may_run' ? 'good' : 'care'}">${icon(one.state === 'may_run' ? 'yes' : 'no')}</span> <b>${w.say(`service.${one.service}`)}</b></span><span class="s end">${
        one.state === 'may_run'
          ? w.say('now.runs', { present: one.present })
          : one.paused_at === null
            ? w.say('now.waits', { present: one.present, needed: one.needed })
            : w.say('now.paused', {
                present: one.present,
                needed: one.needed,
                time: saidAt(w, zone, one.paused_at, 'time'),
              })
      }</span></li>`,
  )}</ul></section>`;
}
