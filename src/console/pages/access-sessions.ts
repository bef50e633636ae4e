/** Open sessions of a colleague on the screen of her account: how and since when, and a button that ends one. */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import type { OpenSession } from '../../staff/index.ts';
import { saidAt } from '../wall-clock.ts';

/** @param at address of the account's screen @param zone where the house's clocks are */
export function sessionsPart(
  w: Words,
  sessions: readonly OpenSession[],
  { at, zone }: { at: string; zone: string },
): RawHtml {
  const items = sessions.map((one) => {
    const when = saidAt(w, zone, one.started_at, 'long');
    const line = w.say('me.session', {
      when,
      how: w.text(`how.${one.how}`),
      end: saidAt(w, zone, one.ends_at, 'long'),
    });
    return html`<li><span>${line}${one.shared ? html` <b>${w.say('access.shared')}</b>` : ''}</span><form method="post" action="${at}/sessions/${one.session_id}/end"><button class="pill" aria-label="${w.text('access.end_session', { when })}">${w.say('me.end')}</button></form></li>`;
  });
  return html`<section class="sheet"><h2>${w.say('access.sessions')}</h2><p class="s soft">${w.say('access.sessions_note')}</p>${items.length ? html`<ul class="items">${items}</ul>` : html`<p>${w.say('access.no_sessions')}</p>`}</section>`;
}
