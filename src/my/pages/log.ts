/** Who opened it: whole hours, the organisation, what for, what was done; the newest first (FIRE-09, FIRE-11). */
import { html } from '../../http/html.ts';
import type { OpenedLine } from '../../firewall/index.ts';
import { momentText, wallClock } from '../../languages/dates.ts';
import { hidden, type Page, type View } from '../../site/index.ts';
import { backButton, ownPage } from '../parts.ts';
import { purposeText } from '../words.ts';

const LINES = 40;

type Line = OpenedLine & { times: number };

/** Lines that differ in nothing that is shown are one line with a count. */
export function joinLines(opened: readonly OpenedLine[]): Line[] {
  const lines = new Map<string, Line>();
  for (const one of opened) {
    const key = [one.hour, one.organisation, one.kind, one.purpose, one.act].join('|');
    const line = lines.get(key);
    if (line) line.times += 1;
    else lines.set(key, { ...one, times: 1 });
  }
  return [...lines.values()];
}

export type LogPage = {
  code: string;
  opened: readonly OpenedLine[];
  from: number;
};

export function logPage(view: View, { code, opened, from }: LogPage): Page {
  const { words } = view;
  const { zone } = view.settings;
  const today = wallClock(view.now, zone).day;
  const lines = joinLines(opened);
  const shown = lines.slice(from, from + LINES);
  const more = from + LINES < lines.length;
  return ownPage(
    view,
    html`<h1>${words.say('my.log')}</h1><p class="gap">${words.say(lines.length ? 'my.log_hours' : 'my.log_none')}</p>
<ul>${shown.map(({ hour, organisation, recipient, kind, purpose, act, times }) => {
      const does = `my.act.${act}`;
      return html`<li class="paper gap"><p><b>${momentText(words, wallClock(Date.parse(hour), zone), today)}</b></p><p>${words.say(`my.who.${recipient ? 'recipient' : kind}`, { organisation })}: ${words.has(does) ? words.say(does) : words.say('my.act.other', { act: html`<bdi class="l">${act}</bdi>` })}${times > 1 ? html` (${words.say('my.log_times', { count: times })})` : ''}</p><p class="s soft">${words.say('my.purpose', { purpose: purposeText(words, purpose) })}</p></li>`;
    })}</ul>
${
  more
    ? html`<form class="gap" method="post" action="/${words.language.code}/my/log">${hidden([
        ['code', code],
        ['from', String(from + LINES)],
      ])}<button class="b2">${words.say('my.log_older')}</button></form>`
    : ''
}<div class="gap">${backButton(view, code)}</div>`,
  );
}
