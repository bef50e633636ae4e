/** The team with its badges, and how far it speaks what visitors speak (VOL-01, VOL-02). */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import type { Colleague, readTeam } from '../../staff/index.ts';
import { roleBadge } from './trained.ts';

type Mirror = Awaited<ReturnType<typeof readTeam>>['mirror'];
type Named = (tag: string) => string;

/** Who needs something first: closed roles, then those that close soonest. */
const worst = ({ roles }: Colleague): number =>
  Math.min(...roles.map(({ locked, until }) => (locked ? 0 : (until ?? Infinity))));

export function teamPart(
  w: Words,
  team: readonly Colleague[],
  own: string,
  name: Named,
  now: number,
): RawHtml {
  const closed = team.filter(({ roles }) => roles.some(({ locked }) => locked)).length;
  const soon = team.filter((one) => worst(one) > 0 && worst(one) - now < 30 * 86_400_000).length;
  const sorted = [...team].sort((a, b) => worst(a) - worst(b) || (a.name < b.name ? -1 : 1));
  return html`<p class="gap">${w.say('team.sum', { n: team.length, closed, soon })}</p><p class="s soft">${w.say('team.own')}</p>
<ul class="cards">${sorted.map(
    (one) =>
      html`<li class="sheet"><h2><bdi>${one.name}</bdi>${one.here ? html` <span class="tag">${w.say('team.here')}</span>` : ''}</h2><p class="s soft">${one.languages.length ? w.list(one.languages.map(name)) : w.say('self.no_language')}</p><ul class="badges">${one.roles.map((role) => html`<li>${roleBadge(w, role, now)}</li>`)}</ul>${one.account === own ? html`<p class="s soft">${w.say('team.yourself')}</p>` : html`<p><a class="b2 fit" href="/staff/access/${one.account}" aria-label="${w.text('team.train_whom', { name: one.name })}">${w.say('team.train')}</a></p>`}</li>`,
  )}</ul>`;
}

/** Languages asked for beside those of the team: two figures that never share a bar. */
export function languagesPart(
  w: Words,
  { team, languages, communities }: Mirror,
  name: Named,
): RawHtml {
  const missing = languages.filter((one) => one.team === 0 && one.visits !== null);
  return html`<p>${w.say('mirror.note', { n: team })}</p>
${missing.length ? html`<p class="note">${w.say('mirror.missing', { languages: w.list(missing.map(({ tag }) => name(tag))) })}</p>` : ''}
<table class="rows"><caption class="vh">${w.text('team.languages')}</caption><thead><tr><th scope="col">${w.say('mirror.language')}</th><th scope="col">${w.say('mirror.visits')}</th><th scope="col">${w.say('mirror.team')}</th></tr></thead><tbody>${languages.map(
    (one) =>
      html`<tr><th scope="row">${name(one.tag)}</th><td data-of="${w.text('mirror.visits')}" class="num">${one.visits === null ? w.say('mirror.few') : w.number(one.visits)}</td><td data-of="${w.text('mirror.team')}" class="num">${one.team === 0 ? html`<b>${w.say('mirror.nobody')}</b>` : w.number(one.team)}</td></tr>`,
  )}</tbody></table>
<section class="sheet"><h2>${w.say('mirror.communities')}</h2><p class="s soft">${w.say('mirror.communities_note')}</p>${
    communities.length
      ? html`<ul class="items near">${communities.map(({ community, n }) => html`<li><span><bdi>${community}</bdi></span><span class="end num">${w.number(n)}</span></li>`)}</ul>`
      : html`<p>${w.say('mirror.no_community')}</p>`
  }</section>`;
}
