/** What is held, for what and until when; with whom it is shared; what the person can do about it (FIRE-09). */
import { html, type RawHtml } from '../../http/html.ts';
import type { Held, OwnRecord, Shared } from '../../firewall/index.ts';
import { hidden, type Page, type View } from '../../site/index.ts';
import { button, dayText, ownPage } from '../parts.ts';
import { purposeText } from '../words.ts';

export type RecordPage = {
  code: string;
  record: OwnRecord;
  shared: readonly Shared[];
  /** Languages to read this in: code and own name. */
  languages: readonly { code: string; tag: string; autonym: string }[];
};

export function recordPage(view: View, { code, record, shared, languages }: RecordPage): Page {
  const { words } = view;
  const carry = [['code', code]] as const;
  const others = languages.filter((one) => one.code !== words.language.code);
  return ownPage(
    view,
    html`<h1>${words.say('my.title')}</h1><p class="gap">${words.say('my.holder', { organisation: record.organisation })}</p>
<section><h2>${words.say('my.held')}</h2>${record.held.length ? html`<ul>${record.held.map((held) => heldItem(view, held))}</ul>` : html`<p>${words.say('my.held_none')}</p>`}</section>
<section><h2>${words.say('my.shared')}</h2>${shared.length ? html`<ul>${shared.map((one) => sharedItem(view, code, one))}</ul>` : html`<p>${words.say('my.shared_none')}</p>`}</section>
<section><div class="says">${button(view, { to: '/my/referrals', carry, label: 'my.referrals' })}${button(view, { to: '/my/lines', carry, label: 'my.lines' })}${button(view, { to: '/my/log', carry, label: 'my.log' })}${button(view, { to: '/my/wrong', carry, label: 'my.wrong' })}${button(view, { to: '/my/erase', carry, label: 'my.erase' })}</div></section>
${record.slips.length ? slips(view, code, record) : ''}
<section><h2>${words.say('my.languages')}</h2><div class="says">${others.map(
      (one) =>
        html`<form method="post" action="/${one.code}/my">${hidden(carry)}<button class="b2" lang="${one.tag}">${one.autonym}</button></form>`,
    )}</div></section>`,
  );
}

function heldItem(view: View, { table, purpose, rows, until }: Held): RawHtml {
  const { words } = view;
  const id = `my.kind.${table}`;
  return html`<li class="paper gap"><p><b>${words.say(words.has(id) ? id : 'my.kind.other')}</b> (${words.say('my.count', { count: rows })})</p><p>${words.say('my.for', { purpose: purposeText(words, purpose) })}</p><p class="s soft">${until ? words.say('my.until', { day: dayText(view, until) }) : words.say('my.until_none')}</p></li>`;
}

/** Codes of what was shared, in words; one without words stands as it is. */
export function categoriesText(view: View, categories: readonly string[]): RawHtml {
  const { words } = view;
  return words.list(
    categories.map((category) =>
      words.has(`my.category.${category}`) ? words.text(`my.category.${category}`) : category,
    ),
  );
}

function sharedItem(view: View, code: string, one: Shared): RawHtml {
  const { words, now } = view;
  const over = one.not_after.getTime() <= now;
  const state = one.withdrawn_at
    ? words.say('my.shared_back', { day: dayText(view, one.withdrawn_at) })
    : over
      ? words.say('my.shared_over', { day: dayText(view, one.not_after) })
      : words.say('my.shared_since', {
          day: dayText(view, one.given_at),
          end: dayText(view, one.not_after),
        });
  return html`<li class="paper gap"><p><b><bdi>${one.to_name}</bdi></b></p><p>${words.say('my.purpose', { purpose: purposeText(words, one.purpose_id) })}</p><p>${words.say('my.shared_what', { list: categoriesText(view, one.categories) })}</p><p class="s soft">${state}</p>${
    one.withdrawn_at || over
      ? ''
      : html`<div class="gap">${button(view, {
          to: '/my/take-back',
          carry: [
            ['code', code],
            ['grant', one.grant_id],
          ],
          label: 'my.take_back',
        })}</div>`
  }</li>`;
}

function slips(view: View, code: string, { slips: entries }: OwnRecord): RawHtml {
  const { words } = view;
  return html`<section><h2>${words.say('my.slips')}</h2><div class="says">${entries
    .slice(0, 12)
    .map(
      ({ act, leaf }) =>
        html`<form method="post" action="/${words.language.code}/my/slip">${hidden([
          ['code', code],
          ['leaf', String(leaf)],
        ])}<button class="b2">${words.say(`my.slip_of.${act}`)} (${words.number(leaf)})</button></form>`,
    )}</div></section>`;
}
