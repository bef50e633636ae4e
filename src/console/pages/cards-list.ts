/** What editors and translators see first: what waits, all cards, how far each language has come. */
import {
  type CardFilter,
  type CardLine,
  type LanguageCoverage,
  PAGE,
  type Todo,
  TOPICS,
} from '../../guidance/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { icon } from '../../site/index.ts';
import { saidAt } from '../wall-clock.ts';

export type Names = (tag: string) => string;

/** Words that wait and translations that are older than their source, the oldest and the gravest first. */
export function todoPart(
  w: Words,
  todo: readonly Todo[],
  view: { lang?: string; languages: readonly string[]; zone: string; nameOf: Names },
): RawHtml {
  const { lang, languages, zone, nameOf } = view;
  return html`<p>${w.say('cards.todo_lead')}</p>
<nav class="parts" aria-label="${w.text('cards.language')}"><ul><li><a href="/staff/cards"${raw(lang === undefined ? ' aria-current="page"' : '')}>${w.say('cards.all_languages')}</a></li>${languages.map(
    (code) =>
      html`<li><a href="/staff/cards?lang=${code}"${raw(code === lang ? ' aria-current="page"' : '')}>${nameOf(code)}</a></li>`,
  )}</ul></nav>
${todo.length ? '' : html`<p class="note done">${w.say('cards.todo_none')}</p>`}
<ul class="items">${todo.map(
    (one) =>
      html`<li><div><a href="/staff/cards/${String(one.card)}/${one.lang}${one.kind === 'listen' || one.kind === 'record' ? '#audio' : ''}"><b><bdi>${one.question ?? String(one.card)}</bdi></b></a><br><span class="s soft">${w.say('cards.number', { code: String(one.card) })} · ${nameOf(one.lang)} · ${w.say('cards.since', { day: saidAt(w, zone, one.since, 'day') })}</span></div><span class="s${one.kind === 'older' ? ' care' : ''}">${one.safety ? html`${icon('warn')} ${w.say('cards.safety')} · ` : ''}${w.say(`cards.todo.${one.kind}`)}</span></li>`,
  )}</ul>${todo.length >= PAGE ? html`<p class="s soft">${w.say('cards.more_waits', { n: PAGE })}</p>` : ''}`;
}

const STATES = ['waiting', 'older', 'overdue', 'withdrawn'] as const;

/** Every card by number, with a filter that stands in the address. */
export function allPart(
  w: Words,
  lines: readonly CardLine[],
  filter: CardFilter,
  zone: string,
): RawHtml {
  const last = lines.at(-1)?.code;
  const kept = new URLSearchParams(
    Object.entries({ topic: filter.topic, text: filter.text, state: filter.state }).flatMap(
      ([name, value]) => (value ? [[name, value]] : []),
    ),
  );
  return html`<form method="get" action="/staff/cards/all" class="sheet fields two" role="search"><label class="entry">${w.say('cards.find')}<input name="text" value="${filter.text ?? ''}" maxlength="60" autocomplete="off"></label>
<label class="entry">${w.say('cards.topic')}<select name="topic"><option value="">${w.say('cards.any')}</option>${TOPICS.map((topic) => html`<option value="${topic}"${raw(topic === filter.topic ? ' selected' : '')}>${w.say(`cards.topic.${topic}`)}</option>`)}</select></label>
<label class="entry">${w.say('cards.state')}<select name="state"><option value="">${w.say('cards.any')}</option>${STATES.map((state) => html`<option value="${state}"${raw(state === filter.state ? ' selected' : '')}>${w.say(`cards.state.${state}`)}</option>`)}</select></label><button class="b2 fit">${w.say('cards.show')}</button></form>
<p class="says"><a class="b fit" href="/staff/cards/new">${w.say('cards.new')}</a></p>
${lines.length ? '' : html`<p class="note">${w.say('cards.none_found')}</p>`}
<ul class="items">${lines.map(
    (one) =>
      html`<li><div><a href="/staff/cards/${String(one.code)}"><b><bdi>${one.question ?? w.text('cards.no_words')}</bdi></b></a><br><span class="s soft">${w.say('cards.number', { code: String(one.code) })} · ${w.say(`cards.topic.${one.topic}`)} · ${w.say('cards.out_in', { n: one.languages })}${one.own ? '' : html` · ${w.say('cards.of_others')}`}</span></div><span class="s">${
        one.withdrawnWhy
          ? html`<span class="care">${w.say('cards.state.withdrawn')}</span>`
          : html`${w.say('cards.review_by', { day: saidAt(w, zone, one.reviewBy, 'day') })}${one.waiting ? html`<br>${w.say('cards.waiting_n', { n: one.waiting })}` : ''}${one.older ? html`<br><span class="care">${w.say('cards.older_n', { n: one.older })}</span>` : ''}`
      }</span></li>`,
  )}</ul>
${lines.length >= PAGE && last !== undefined ? html`<p><a class="b2 fit" href="/staff/cards/all?${kept.toString()}${raw(kept.size ? '&amp;' : '')}after=${String(last)}">${w.say('cards.next_page')}</a></p>` : ''}`;
}

/** How many cards are out in each language, how many are older, how old the oldest is. */
export function coveragePart(
  w: Words,
  { cards, languages }: { cards: number; languages: readonly LanguageCoverage[] },
  view: { offered: readonly string[]; zone: string; nameOf: Names },
): RawHtml {
  const known = new Map(languages.map((one) => [one.lang, one]));
  const all = [...new Set([...languages.map(({ lang }) => lang), ...view.offered])];
  const share = (out: number): number => (cards === 0 ? 0 : Math.round((100 * out) / cards));
  return html`<p>${w.say('cards.coverage_lead', { n: cards })}</p>
<section class="sheet"><table class="rows"><thead><tr><th scope="col">${w.say('cards.language')}</th><th scope="col">${w.say('cards.out')}</th><th scope="col">${w.say('cards.older')}</th><th scope="col">${w.say('cards.waiting')}</th><th scope="col">${w.say('cards.oldest')}</th></tr></thead><tbody>${all.map(
    (lang) => {
      const { out = 0, older = 0, waiting = 0, oldest } = known.get(lang) ?? {};
      return html`<tr><th scope="row"><a href="/staff/cards?lang=${lang}">${view.nameOf(lang)}</a></th><td class="num" data-of="${w.text('cards.out')}">${w.number(out)} <span class="s soft">${w.say('cards.percent', { n: share(out) })}</span></td><td class="num${older ? ' care' : ''}" data-of="${w.text('cards.older')}">${w.number(older)}</td><td class="num" data-of="${w.text('cards.waiting')}">${w.number(waiting)}</td><td data-of="${w.text('cards.oldest')}">${oldest ? saidAt(w, view.zone, oldest, 'day') : '–'}</td></tr>`;
    },
  )}</tbody></table></section>`;
}
