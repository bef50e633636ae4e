/** What is true of a card in all languages: the form, and the card's own page with its languages and what waits. */
import { NEED_CODES } from '../../directory/needs.ts';
import {
  type Card,
  CARD_KINDS,
  type CardDesk,
  TOPICS,
  WITHDRAWN_WHY,
} from '../../guidance/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { icon } from '../../site/index.ts';
import type { Typed } from '../forms.ts';
import { button } from '../shell.ts';
import { dayField } from '../typed-day.ts';
import { saidAt } from '../wall-clock.ts';
import type { Names } from './cards-list.ts';

const chosen = (yes: boolean): RawHtml | '' => (yes ? raw(' selected') : '');
const ticked = (yes: boolean): RawHtml | '' => (yes ? raw(' checked') : '');

export type FactsForm = {
  card?: Card;
  version?: number;
  typed: Typed;
  languages: readonly string[];
  nameOf: Names;
  /** Labels of needs in the reader's language. */
  needs: Readonly<Record<string, string>>;
  today: string;
  reviewBy: string;
};

/** The form of the facts; for a new card without one. */
export function factsForm(w: Words, view: FactsForm): RawHtml {
  const { card, version, typed, languages, nameOf, needs, today, reviewBy } = view;
  const given = (name: string, or: string | undefined = ''): string =>
    typeof typed[name] === 'string' ? typed[name] : or;
  const source = card?.sources[0];
  const entry = (
    name: string,
    value: string | undefined,
    more: { type?: string; optional?: boolean; note?: string } = {},
  ): RawHtml =>
    html`<label class="entry">${w.say(`cards.f.${name}`)}${more.note ? html` <small>${w.say(more.note)}</small>` : ''}<input name="${name}" type="${more.type ?? 'text'}" value="${given(name, value)}" autocomplete="off"${raw(more.optional ? '' : ' required')}></label>`;
  const day = (name: string, value: string | undefined, optional = false): RawHtml =>
    dayField(w, name, `cards.f.${name}`, { typed: typed[name], value, optional });
  const tick = (name: 'safety' | 'essential', on: boolean): RawHtml =>
    html`<label class="opt"><input type="checkbox" name="${name}" value="yes"${ticked('topic' in typed ? typed[name] === 'yes' : on)}><span>${w.say(`cards.f.${name}`)} <small>${w.say(`cards.f.${name}_note`)}</small></span></label>`;
  const topic = given('topic', card?.topic);
  const kind = given('kind', card?.kind ?? 'how_to');
  const need = given('need', card?.needs[0]);
  return html`<form method="post" action="${card ? `/staff/cards/${String(card.code)}/facts` : '/staff/cards/new'}" class="sheet"><div class="fields two">${version === undefined ? '' : html`<input type="hidden" name="version" value="${String(version)}">`}${given('rumour') ? html`<input type="hidden" name="rumour" value="${given('rumour')}">` : ''}
<label class="entry">${w.say('cards.topic')}<select name="topic" required>${TOPICS.map((one) => html`<option value="${one}"${chosen(one === topic)}>${w.say(`cards.topic.${one}`)}</option>`)}</select></label>
<label class="entry">${w.say('cards.f.kind')}<select name="kind" required>${CARD_KINDS.map((one) => html`<option value="${one}"${chosen(one === kind)}>${w.say(`cards.kind.${one}`)}</option>`)}</select></label>
${card ? '' : html`<label class="entry">${w.say('cards.f.source_lang')}<select name="source_lang">${languages.map((code) => html`<option value="${code}"${chosen(code === given('source_lang', 'en'))}>${nameOf(code)}</option>`)}</select></label>`}
<label class="entry">${w.say('cards.f.need')} <small>${w.say('cards.f.need_note')}</small><select name="need"><option value="">–</option>${NEED_CODES.map((code) => html`<option value="${code}"${chosen(code === need)}>${needs[code] ?? code}</option>`)}</select></label>
${entry('services', card?.services.join(' '), { optional: true, note: 'cards.f.services_note' })}
${entry('publisher', card?.publisher, { note: 'cards.f.publisher_note' })}
${entry('owner_role', card?.ownerRole, { note: 'cards.f.owner_role_note' })}
${entry('source', source?.name)}
${day('source_dated', source?.dated, true)}
${entry('source_url', source?.url, { type: 'url', optional: true })}
${entry('confirmed_by', card?.confirmedBy, { optional: true, note: 'cards.f.confirmed_note' })}
${day('confirmed_on', card?.confirmedOn, true)}
${day('checked_on', card?.checkedOn ?? today)}
${day('review_by', card?.reviewBy ?? reviewBy)}
${day('expires_on', card?.expiresOn, true)}
${tick('safety', card?.safety ?? false)}${tick('essential', card?.essential ?? false)}</div>
${button(w, card ? 'cards.save_facts' : 'cards.make')}</form>`;
}

export type CardView = {
  desk: CardDesk;
  own: boolean;
  languages: readonly string[];
  nameOf: Names;
  zone: string;
  suggestions: readonly {
    id: string;
    lang: string;
    version: number;
    kind: string;
    words?: string;
    day: string;
  }[];
  facts: RawHtml;
};

/** A card: its languages, what readers say of it, its facts, taking it down. */
export function cardPart(w: Words, view: CardView): RawHtml {
  const { desk, own, languages, nameOf, zone, suggestions, facts } = view;
  const { card, revisions, publications } = desk;
  const code = String(card.code);
  const langs = [...new Set([card.sourceLang, ...revisions.map(({ lang }) => lang)])];
  const meaning = Math.max(
    0,
    ...revisions.filter(({ lang }) => lang === card.sourceLang).map((one) => one.meaning),
  );
  return html`${card.withdrawn ? html`<p class="note bad">${w.say('cards.is_withdrawn', { why: w.text(`cards.why.${card.withdrawn.why}`) })}</p>` : ''}
<section><h2>${w.say('cards.languages')}</h2><ul class="items">${langs.map((lang) => {
    const last = revisions.find((one) => one.lang === lang);
    const out = publications.find((one) => one.lang === lang && one.endedAt === undefined);
    return html`<li><div><a href="/staff/cards/${code}/${lang}"><b>${nameOf(lang)}</b></a>${lang === card.sourceLang ? html` <span class="s soft">${w.say('cards.source')}</span>` : ''}<br><bdi class="s">${last?.question ?? w.text('cards.no_words')}</bdi></div><span class="s">${out ? w.say('cards.out_version', { version: String(out.version), day: saidAt(w, zone, new Date(out.issuedAt), 'day') }) : html`<span class="soft">${w.say('cards.not_out')}</span>`}${last && last.revision > (out?.revision ?? 0) ? html`<br>${w.say('cards.todo.words')}` : ''}${last && last.meaning < meaning ? html`<br><span class="care">${icon('warn')} ${w.say('cards.todo.older')}</span>` : ''}</span></li>`;
  })}</ul>
${own && !card.withdrawn && revisions.length ? html`<form method="get" action="/staff/cards/${code}/language" class="sheet fields two"><label class="entry">${w.say('cards.add_language')}<select name="lang">${languages.filter((one) => !langs.includes(one)).map((one) => html`<option value="${one}">${nameOf(one)}</option>`)}</select></label>${button(w, 'cards.open', true)}</form>` : ''}</section>
<section><h2>${w.say('cards.suggestions')}</h2>${suggestions.length ? '' : html`<p class="soft">${w.say('cards.no_suggestions')}</p>`}<ul class="items">${suggestions.map(
    (one) =>
      html`<li><div><b>${w.say(`suggest.kind.${one.kind}`)}</b>${one.words ? html`<br><bdi>${one.words}</bdi>` : ''}<br><span class="s soft">${nameOf(one.lang)}, ${w.say('cards.version', { version: String(one.version) })} · ${saidAt(w, zone, one.day, 'day')}</span></div>${own ? html`<form method="post" action="/staff/cards/${code}/suggestions"><input type="hidden" name="id" value="${one.id}"><button class="pill" name="decided" value="used">${w.say('cards.used')}</button><button class="pill" name="decided" value="not_used">${w.say('cards.not_used')}</button></form>` : ''}</li>`,
  )}</ul></section>
${own ? html`<details><summary>${w.say('cards.facts')}</summary>${facts}</details>` : ''}
${
  own && !card.withdrawn
    ? html`<details><summary>${w.say('cards.withdraw')}</summary><form method="post" action="/staff/cards/${code}/withdrawal" class="sheet"><p>${w.say('cards.withdraw_note')}</p><fieldset><legend>${w.say('cards.f.why')}</legend>${WITHDRAWN_WHY.map((why) => html`<label class="opt"><input type="radio" name="why" value="${why}" required><span>${w.say(`cards.why.${why}`)}</span></label>`)}</fieldset>${button(w, 'cards.withdraw_now', true)}</form></details>`
    : ''
}`;
}
