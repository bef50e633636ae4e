/** Sign-ins that failed, on the own account's screen and on a colleague's: how many, when, by which way and why. */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import type { RefusedTries, RefusedTry } from '../../staff/index.ts';
import { saidAt } from '../wall-clock.ts';

function lines(
  w: Words,
  { tries, total }: Omit<RefusedTries, 'since'>,
  zone: string,
): RawHtml | '' {
  if (!tries.length) return '';
  const items = tries.map(
    ({ quarter, way, why, n }: RefusedTry) =>
      html`<li><span>${w.say(`tried.${way}`)}: ${w.say(`refused.${why}`)}<br><span class="s soft">${w.say('refused.times', { when: saidAt(w, zone, quarter, 'long'), n })}</span></span></li>`,
  );
  const told = tries.reduce((sum, { n }) => sum + n, 0);
  return html`<ul class="items">${items}</ul>${told < total ? html`<p class="s soft">${w.say('refused.newest')}</p>` : ''}`;
}

/** Since the sign-in before this one, and what to do if it was somebody else. */
export function ownRefusedPart(w: Words, refused: RefusedTries, zone: string): RawHtml {
  const { since, total } = refused;
  const said = since
    ? w.say('me.refused_since', { n: total, when: saidAt(w, zone, since, 'long') })
    : w.say('me.refused_ever', { n: total });
  return html`<section class="sheet"><h2>${w.say('me.refused')}</h2><p>${said}</p>${lines(w, refused, zone)}${total ? html`<p>${w.say('me.refused_do')}</p>` : ''}</section>`;
}

/** Of a colleague, as long as they are kept. */
export const refusedPart = (
  w: Words,
  refused: Omit<RefusedTries, 'since'>,
  zone: string,
): RawHtml =>
  html`<section class="sheet"><h2>${w.say('access.refused')}</h2><p class="s soft">${w.say('access.refused_note')}</p><p>${w.say('access.refused_count', { n: refused.total })}</p>${lines(w, refused, zone)}</section>`;
