/** Session kits: what came back of each, as counts from ten upwards, and the form for a new one. */
import { type KitCounts, MINUTES, shownCount, shownShare } from '../../guidance/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import type { Typed } from '../forms.ts';
import type { Names } from './cards-list.ts';

type KitsView = {
  kits: readonly KitCounts[];
  languages: readonly string[];
  nameOf: Names;
  typed: Typed;
};

export function kitsPart(w: Words, view: KitsView): RawHtml {
  const { kits, typed } = view;
  const said = (name: string): string => String(typed[name] ?? '');
  return html`<p>${w.say('kits.lead')}</p>
${kits.length ? '' : html`<p class="note">${w.say('kits.none')}</p>`}
${kits.map((kit) => kitPart(w, kit, view))}
<h2>${w.say('kits.new')}</h2>
<form method="post" action="/staff/cards/kits" class="sheet fields two"><label class="entry">${w.say('kits.name')}<input name="kit_name" value="${said('kit_name')}" minlength="2" maxlength="80" autocomplete="off" required></label>
${languageField(w, view, said('lang'))}
<label class="entry">${w.say('kits.cards')} <small>${w.say('kits.cards_note')}</small><input name="cards" value="${said('cards')}" maxlength="120" inputmode="numeric" autocomplete="off" dir="ltr" required></label>
<label class="entry">${w.say('kits.minutes')} <small>${w.say('kits.minutes_note')}</small><input name="minutes" type="number" min="${String(MINUTES.least)}" max="${String(MINUTES.most)}" value="${said('minutes')}"></label><button class="b fit">${w.say('kits.new')}</button></form>`;
}

function languageField(w: Words, { languages, nameOf }: KitsView, chosen: string): RawHtml {
  return html`<label class="entry">${w.say('cards.language')}<select name="lang">${languages.map((code) => html`<option value="${code}"${raw(code === (chosen || 'en') ? ' selected' : '')}>${nameOf(code)}</option>`)}</select></label>`;
}

function kitPart(w: Words, kit: KitCounts, view: KitsView): RawHtml {
  const { sessions, people, answer, step, spread } = kit;
  const few = w.text('kits.few');
  const count = (n: number): string => {
    const shown = shownCount(n);
    return shown === undefined ? few : w.number(shown);
  };
  const share = (of: { right: number; asked: number }): string => {
    const shown = shownShare(of);
    return shown === undefined ? few : w.text('cards.percent', { n: shown });
  };
  const rows = [
    ['kits.sessions', count(sessions)],
    ['kits.copies', count(spread.copies)],
    ['kits.generations', count(spread.copies) === few ? few : w.number(spread.generations)],
    ['kits.people', count(people)],
    ['kits.answer', share(answer)],
    ['kits.step', share(step)],
  ] as const;
  const at = `/staff/cards/kits/${String(kit.code)}`;
  const titles = Object.entries(kit.title);
  return html`<section class="sheet"><h2>${titles.map(([, title], n) => html`${n ? ' · ' : ''}<bdi>${title}</bdi>`)}</h2><p class="s soft">${w.say('kits.number', { code: String(kit.code), version: String(kit.version) })} · ${titles.map(([lang], n) => `${n ? ', ' : ''}${view.nameOf(lang)}`)} · ${kit.cards.map((code, n) => html`${n ? ', ' : ''}<a href="/staff/cards/${String(code)}">${String(code)}</a>`)}${kit.isWithdrawn ? html` · <b class="care">${w.say('cards.state.withdrawn')}</b>` : ''}</p>
<table class="rows"><tbody>${rows.map(([label, value]) => html`<tr><th scope="row">${w.say(label)}</th><td class="num">${value}</td></tr>`)}</tbody></table>
${
  kit.own && !kit.isWithdrawn
    ? html`<details><summary>${w.say('kits.change')}</summary><form method="post" action="${at}/name" class="fields two"><label class="entry">${w.say('kits.name')}<input name="kit_name" minlength="2" maxlength="80" autocomplete="off" required></label>${languageField(w, view, '')}<button class="b2 fit">${w.say('kits.add_name')}</button></form><form method="post" action="${at}/withdrawal"><button class="b2 fit">${w.say('kits.withdraw')}</button></form></details>`
    : ''
}</section>`;
}
