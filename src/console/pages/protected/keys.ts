/** Keys of a compartment: the own one, made in this browser; the key of the compartment, and who holds it (design chapter 20, section 7). */
import { html, type RawHtml, raw } from '../../../http/html.ts';
import type { KeyRoom } from '../../../protection/index.ts';
import { dayText } from '../../desk.ts';
import {
  keyring,
  liveKey,
  nameOf,
  officers,
  pathOf,
  type Room,
  select,
  top,
  warnings,
} from './room.ts';

export function keysPage(room: Room, said: RawHtml | ''): RawHtml {
  return html`${top(room, 'keys', said)}${warnings(room, true)}${ownPart(room)}${room.keys.shares.length ? keyring(room) : ''}${keyPart(room)}${sharesPart(room)}`;
}

const WAYS = ['passphrase', 'passkey', 'sheet'] as const;

/** The last signs of a public half, to be compared face to face. */
const mark = (recipient: string): string => recipient.slice(-8);

function ownPart({ compartment, keys, w }: Room): RawHtml {
  const { own } = keys;
  const has = own ? WAYS.filter((way) => own[way]) : [];
  const head = own
    ? html`<p>${w.say('path.own_made', { day: dayText(w, own.made_at), ways: w.list(has.map((way) => w.text(`path.way_${way}`))) })}</p><p class="s soft">${w.say('path.mark', { mark: mark(own.recipient) })}</p>`
    : html`<p>${w.say('path.own_none')}</p>`;
  const form = html`<form method="post" action="${pathOf(compartment, '/keys/own')}" class="fields" data-make-key data-room hidden><input type="hidden" name="recipient"><input type="hidden" name="passphrase"><input type="hidden" name="passkey"><input type="hidden" name="sheet"><fieldset><legend>${w.say('path.way')}</legend>${WAYS.map((way, nth) => html`<label class="opt"><input type="radio" name="way" value="${way}"${raw(nth ? '' : ' checked')}><span><b>${w.say(`path.way_${way}`)}</b><br><span class="s soft">${w.say(`path.way_${way}_note`)}</span></span></label>`)}</fieldset>
<div data-way="passphrase"><label class="entry">${w.say('path.new_words')}<small>${w.say('path.new_words_note')}</small><input type="text" autocomplete="off" autocapitalize="none" spellcheck="false" minlength="20" data-words></label><button type="button" class="pill" data-propose>${w.say('path.propose')}</button></div>
<div data-way="sheet" hidden><p>${w.say('path.sheet_note')}</p><code class="secret" data-sheet-code></code><p class="noprint"><button type="button" class="pill" data-print>${w.say('path.print')}</button></p></div>
<label class="tick"><input type="checkbox" required><span>${w.say('path.kept')}</span></label>
<p role="status" data-busy hidden>${w.say('path.making')}</p><p class="note bad" role="alert" data-bad hidden>${w.say('path.not_made')}</p><div><button class="b fit">${w.say('path.make_own')}</button></div></form>`;
  return html`<section class="sheet"><h2>${w.say('path.own')}</h2>${head}${own ? html`<details><summary>${w.say('path.own_anew')}</summary><p class="s soft">${w.say('path.own_anew_note')}</p>${form}</details>` : form}<noscript><p class="note">${w.say('path.script')}</p></noscript></section>`;
}

function keyPart(room: Room): RawHtml {
  const { compartment, keys, w, me } = room;
  const live = liveKey(room);
  const rows = keys.people.map(
    (one) =>
      html`<tr><th scope="row"><bdi>${one.account === me ? w.text('path.me') : one.name}</bdi></th><td data-of="${w.text('path.works')}">${w.say(one.active ? 'path.works_yes' : 'path.works_no')}</td><td data-of="${w.text('path.own_key')}">${one.recipient ? w.say('path.mark', { mark: mark(one.recipient) }) : w.say('path.none_yet')}</td><td data-of="${w.text('path.opens')}">${opensText(room, one)}</td></tr>`,
  );
  const can = officers(room).filter(({ recipient }) => recipient);
  const holds =
    live &&
    keys.people.find(({ account }) => account === me)?.generations.includes(live.generation);
  const anew = keys.warnings.includes('no_key');
  const may = can.some(({ account }) => account === me) && (holds || anew);
  const next = (keys.keys[0]?.generation ?? 0) + 1;
  const make = may
    ? html`<details${raw(live && !keys.warnings.length ? '' : ' open')}><summary>${w.say(live ? 'path.new_generation' : 'path.first_generation')}</summary><p class="s soft">${w.say('path.generation_note')}</p><form method="post" action="${pathOf(compartment, '/keys/generation')}" class="fields" data-make-generation data-room hidden><input type="hidden" name="generation" value="${next}"><input type="hidden" name="recipient"><input type="hidden" name="holders"><fieldset><legend>${w.say('path.holders')}</legend>${can.map(
        (one) =>
          html`<label class="tick"><input type="checkbox" data-account="${one.account}" data-recipient="${one.recipient}"${raw(one.account === me || (live && one.generations.includes(live.generation)) || !live ? ' checked' : '')}><span>${nameOf(room, one.account)} <span class="s soft">${w.say('path.mark', { mark: mark(one.recipient ?? '') })}</span></span></label>`,
      )}</fieldset>${select(
        'lead',
        w.text('path.lead'),
        can.map(({ account }) => [account, nameOf(room, account)] as const),
        live?.lead ?? me,
      )}<div><button class="b fit">${w.say(live ? 'path.new_generation' : 'path.first_generation')}</button></div></form></details>`
    : html`<p class="s soft">${w.say(keys.own ? 'path.holder_makes' : 'path.own_first')}</p>`;
  return html`<section class="sheet"><h2>${w.say('path.room_key')}</h2><p>${live ? w.say('path.live', { n: live.generation, holders: live.holders, who: live.lead ? nameOf(room, live.lead) : '-' }) : w.say('path.no_live')}</p><table class="rows"><caption class="vh">${w.say('path.holders')}</caption><thead><tr><th scope="col">${w.say('access.name')}</th><th scope="col">${w.say('path.works')}</th><th scope="col">${w.say('path.own_key')}</th><th scope="col">${w.say('path.opens')}</th></tr></thead><tbody>${rows}</tbody></table>${make}</section>`;
}

function opensText({ keys, w }: Room, { generations }: KeyRoom['people'][number]): RawHtml {
  if (!generations.length) return w.say('path.opens_none');
  return generations.length === keys.keys.length
    ? w.say('path.opens_all')
    : w.say('path.opens_some', { n: generations.length, of: keys.keys.length });
}

/** Earlier generations, for those who hold the present one and cannot open all that I can. */
function sharesPart(room: Room): RawHtml {
  const { compartment, keys, w, me } = room;
  const live = liveKey(room);
  const mine = keys.shares.map(({ generation }) => generation);
  const wanting = officers(room).filter(
    ({ account, recipient, generations }) =>
      account !== me &&
      recipient &&
      live &&
      generations.includes(live.generation) &&
      mine.some((one) => !generations.includes(one)),
  );
  if (!wanting.length) return html``;
  return html`<section class="sheet"><h2>${w.say('path.earlier')}</h2><p class="s soft">${w.say('path.earlier_note')}</p><ul class="items">${wanting.map(
    ({ account, name, recipient, generations }) =>
      html`<li><span><bdi>${name}</bdi></span><form method="post" action="${pathOf(compartment, '/keys/shares')}" data-share="${JSON.stringify({ account, recipient, generations: mine.filter((one) => !generations.includes(one)) })}" data-room hidden><input type="hidden" name="shares"><p class="note bad" role="alert" data-bad hidden>${w.say('path.open_first')}</p><button class="pill">${w.say('path.give_earlier')}</button></form></li>`,
  )}</ul></section>`;
}
