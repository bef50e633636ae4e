/** What these pages share: their kind, the code carried in hidden fields, days in words. */
import { html, type RawHtml } from '../http/html.ts';
import { dateText, wallClock } from '../languages/dates.ts';
import { hidden, icon, type Page, page, type PageKind, type View } from '../site/index.ts';

const KIND: PageKind = {
  name: 'my',
  parts: ['tiles', 'service'],
  symbols: ['back', 'next', 'warn', 'yes', 'print'],
};
const DAY_MS = 86_400_000;

/** A page of this room: a dull title, and a language button that leads to the first question. */
export function ownPage(view: View, main: RawHtml, path = '/my'): Page {
  return page(view, KIND, { title: view.words.text('my.tab'), same: { path }, main });
}

/** Fields that go along with a form: the code is in the body of each, so in no address and no cookie. */
export type Carried = readonly (readonly [string, string])[];

/** A form of one button. */
export function button(
  view: View,
  { to, carry, label, look = 'b2' }: { to: string; carry: Carried; label: string; look?: string },
): RawHtml {
  return html`<form method="post" action="/${view.words.language.code}${to}">${hidden(carry)}<button class="${look}">${view.words.say(label)}</button></form>`;
}

/** Back to the record. */
export const backButton = (view: View, code: string): RawHtml =>
  html`<form method="post" action="/${view.words.language.code}/my">${hidden([['code', code]])}<button class="b2">${icon('back')}${view.words.say('my.back')}</button></form>`;

/** An instant (or an ISO date) as a day of the place. */
export function dayText(view: View, at: Date | string): string {
  const { zone } = view.settings;
  const today = wallClock(view.now, zone).day;
  const day =
    typeof at === 'string'
      ? Math.floor(Date.parse(at) / DAY_MS)
      : wallClock(at.getTime(), zone).day;
  return dateText(view.words, day, today);
}
