/** Taking a consent back: what happens next, then two buttons of one size; then the slip. */
import { html, type RawHtml } from '../../http/html.ts';
import type { Shared } from '../../firewall/index.ts';
import { type Page, type View } from '../../site/index.ts';
import { backButton, button, ownPage } from '../parts.ts';

/** Days in which a recipient has to delete (`consent.withdrawal_notice`). */
export const ANSWER_DAYS = 7;

export function takeBackPage(view: View, { code, one }: { code: string; one: Shared }): Page {
  const { words } = view;
  const values = { organisation: one.to_name, days: ANSWER_DAYS };
  return ownPage(
    view,
    html`<h1>${words.say('my.take_back_title')}</h1><ul class="dots gap">${[1, 2, 3, 4].map(
      (n) => html`<li>${words.say(`my.take_back_${String(n)}`, values)}</li>`,
    )}</ul><div class="big">${button(view, {
      to: '/my/take-back',
      carry: [
        ['code', code],
        ['grant', one.grant_id],
        ['sure', '1'],
      ],
      label: 'my.take_back_go',
    })}${button(view, { to: '/my', carry: [['code', code]], label: 'my.leave_it' })}</div>`,
  );
}

export function takenBackPage(
  view: View,
  { code, left, slip }: { code: string; left: number; slip: RawHtml },
): Page {
  const { words } = view;
  return ownPage(
    view,
    html`<div role="status"><h1>${words.say('my.take_back_done')}</h1><p class="gap">${words.say('my.take_back_left', { count: left })} ${left > 0 ? words.say('my.take_back_2', { days: ANSWER_DAYS }) : ''}</p></div>${slip}<div class="gap">${backButton(view, code)}</div>`,
  );
}
