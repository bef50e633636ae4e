/** Interpreters: who counts as what, what they had to do, what was missing (LANG-03). */
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { type Colleague, type Interpreting, SETTINGS } from '../../staff/index.ts';
import { saidAt } from '../wall-clock.ts';

type Named = (tag: string) => string;

export function interpretersPart(
  w: Words,
  { interpreters, gaps }: Interpreting,
  team: readonly Colleague[],
  { own, zone, name, now }: { own: string; zone: string; name: Named; now: number },
): RawHtml {
  const list = interpreters.map((one) => {
    const rests =
      one.rests_until_ms !== null && one.rests_until_ms > now ? one.rests_until_ms : null;
    const settings = w.list(one.settings.map((setting) => w.text(`setting.${setting}`)));
    return html`<li><span>${w.list([html`<b><bdi>${one.name}</bdi></b>`, w.say(`interpreter.${one.qualification}`)])}<br><span class="s soft">${one.languages.length ? w.list(one.languages.map(name)) : w.say('self.no_language')}<br>${settings}</span>${one.counts ? '' : html`<br><span class="s care">${w.say('interpreter.closed')}</span>`}${rests ? html`<br><span class="s care">${w.say('interpreter.rests', { time: saidAt(w, zone, rests, 'moment') })}</span>` : ''}</span><span class="s num">${w.say('interpreter.work', { ended: one.ended, hard: one.hard, refused: one.refused })}${one.running ? html`<br><b>${w.say('interpreter.running')}</b>` : ''}</span></li>`;
  });
  const others = team.filter(({ account }) => account !== own);
  return html`<section class="sheet"><h2>${w.say('interpreter.who')}</h2><p class="s soft">${w.say('interpreter.note')}</p>${list.length ? html`<ul class="items">${list}</ul>` : html`<p>${w.say('interpreter.none')}</p>`}</section>
<section class="sheet"><h2>${w.say('interpreter.gaps')}</h2>${gaps.length ? html`<ul class="items">${gaps.map(({ gap, n }) => html`<li><span>${w.say(`gap.${gap}`)}</span><span class="end num">${w.say('gap.times', { n })}</span></li>`)}</ul>` : html`<p>${w.say('interpreter.no_gap')}</p>`}<p class="s soft">${w.say('interpreter.gaps_note')}</p></section>
${
  others.length
    ? html`<section class="sheet"><h2>${w.say('interpreter.name')}</h2><p class="s soft">${w.say('interpreter.name_note')}</p><form method="post" action="/staff/team/interpreters" class="fields two"><label class="entry">${w.say('roster.person')}<select name="account">${others.map((one) => html`<option value="${one.account}">${one.name}</option>`)}</select></label><label class="entry">${w.say('interpreter.as')}<select name="qualification"><option value="qualified">${w.text('interpreter.qualified')}</option><option value="lay">${w.text('interpreter.lay')}</option></select></label><fieldset class="ticks wide"><legend><b>${w.say('interpreter.how')}</b></legend>${SETTINGS.map((setting) => html`<label class="tick"><input type="checkbox" name="settings" value="${setting}"${raw(setting === 'room' ? ' checked' : '')}><span>${w.say(`setting.${setting}`)}</span></label>`)}</fieldset><div><button class="b fit">${w.say('me.save')}</button></div></form></section>`
    : ''
}`;
}
