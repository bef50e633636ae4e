/** What every screen of a protected path carries: its tabs, what is wrong with the keys, and the own key, which only the browser opens. */
import { html, type RawHtml, raw } from '../../../http/html.ts';
import type { Words } from '../../../languages/messages.ts';
import type { Compartment, KeyRoom } from '../../../protection/index.ts';
import { STATEMENTS } from '../../../protection/statement.ts';
import { saidAt } from '../../wall-clock.ts';
import type { DeskWords } from './desk-words.ts';

export type Room = {
  compartment: Compartment;
  w: Words;
  desk: DeskWords;
  keys: KeyRoom;
  /** Account of whoever is at the screen. */
  me: string;
  /** Ms since 1970. */
  now: number;
  /** IANA zone of the installation. */
  zone: string;
};

export const pathOf = (compartment: Compartment, rest = ''): string =>
  `/staff/protected/${compartment}${rest}`;

const TABS = { visits: '', alarms: '/alarms', keys: '/keys' } as const;
export type Tab = keyof typeof TABS;

/** The head of each screen. `waiting`: alarms that nobody has seen. */
export function top(
  { compartment, w }: Room,
  tab: Tab | undefined,
  said: RawHtml | '',
  waiting = 0,
): RawHtml {
  const tabs = (Object.keys(TABS) as Tab[]).map(
    (one) =>
      html`<a class="pill" href="${pathOf(compartment, TABS[one])}"${raw(one === tab ? ' aria-current="page"' : '')}>${w.say(`path.tab_${one}`)}${one === 'alarms' && waiting ? html` <b>${w.number(waiting)}</b>` : ''}</a>`,
  );
  return html`<h1>${w.say(`path.title_${compartment}`)}</h1><nav class="tabs" aria-label="${w.text(`path.title_${compartment}`)}">${tabs}</nav><template data-offline><p class="note bad" role="alert">${w.say('path.offline')}</p></template>${said}`;
}

/** A sentence of this room: of a child where it has one of its own. */
export const worded = ({ compartment, w }: Room, id: string): string =>
  compartment === 'child' && w.has(`${id}_child`) ? `${id}_child` : id;

/** What is wrong with the keys of the compartment. */
export const warnings = ({ compartment, keys, w }: Room, onKeys = false): RawHtml[] =>
  keys.warnings.map(
    (one) =>
      html`<p class="note">${w.say(`path.warn_${one}`)}${onKeys ? '' : html` <a class="pill" href="${pathOf(compartment, '/keys')}">${w.say('path.tab_keys')}</a>`}</p>`,
  );

export const nameOf = ({ keys, w, me }: Room, account: string): string =>
  account === me
    ? w.text('path.me')
    : (keys.people.find((one) => one.account === account)?.name ?? w.text('path.somebody'));

/** Officers who can own a step today. */
export const officers = ({ keys }: Room): KeyRoom['people'] =>
  keys.people.filter(({ active }) => active);

export const liveKey = ({ keys }: Room): KeyRoom['keys'][number] | undefined =>
  keys.keys.find(({ closed_at }) => closed_at === null);

/** Opens the own key on this page; what it opens never leaves the browser. */
export function keyring(room: Room): RawHtml {
  const { compartment, keys, w } = room;
  const { own, shares } = keys;
  if (!own || !shares.length)
    return html`<p class="note">${w.say(own ? 'path.no_share' : 'path.no_own')} <a class="pill" href="${pathOf(compartment, '/keys')}">${w.say('path.tab_keys')}</a></p>`;
  const words = Object.fromEntries(
    STATEMENTS.map((about) => [about, w.text(`path.about_${about}`)]),
  );
  const given = {
    ...(own.passphrase ? { passphrase: own.passphrase } : {}),
    ...(own.passkey ? { passkey: own.passkey } : {}),
    ...(own.sheet ? { sheet: own.sheet } : {}),
    shares,
    words,
    second: w.text('path.second'),
    second_named: w.text('path.second_named', { who: '{who}' }),
    nobody: w.text('path.second_nobody'),
    somebody: w.text('path.somebody'),
    unknown: w.text('path.unknown_content'),
    clock: { tag: w.language.tag, digits: w.language.digits, zone: room.zone },
    people: Object.fromEntries(keys.people.map(({ account, name }) => [account, name])),
  };
  const byText = own.passphrase || own.sheet;
  return html`<section class="sheet keyring" data-keyring="${JSON.stringify(given)}" aria-labelledby="keyring" hidden><h2 id="keyring">${w.say('path.my_key')}</h2>
<div data-closed><p class="s soft">${w.say('path.open_note')}</p>${byText ? html`<form data-open="words" class="fields two"><label class="entry">${w.say(own.sheet && own.passphrase ? 'path.words_or_sheet' : own.sheet ? 'path.sheet_code' : 'path.words')}<input type="password" autocomplete="off" required></label><div><button class="b fit">${w.say('path.open')}</button></div></form>` : ''}${own.passkey ? html`<form data-open="passkey"><button class="b2 fit">${w.say('path.open_passkey')}</button></form>` : ''}<p role="status" data-busy hidden>${w.say('path.opening')}</p><p class="note bad" role="alert" data-bad hidden>${w.say('path.not_opened')}</p></div>
<div data-opened hidden><p role="status">${w.say('path.opened')}</p><button type="button" class="b2 fit" data-forget>${w.say('path.close_key')}</button></div></section><noscript><p class="note">${w.say('path.script')}</p></noscript>`;
}

/** A select of people, or of anything with a value and a word. */
export const select = (
  name: string,
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen?: string,
): RawHtml =>
  html`<label class="entry">${label}<select name="${name}">${options.map(([value, text]) => html`<option value="${value}"${raw(value === chosen ? ' selected' : '')}>${text}</option>`)}</select></label>`;

/** A text that the browser seals; it has no name, so that it can never be sent as it is. */
export function sealedField(
  room: Room,
  label: string,
  note: string,
  about: string,
  isOptional = false,
): RawHtml {
  const live = liveKey(room);
  if (!live) return html`<p class="note">${room.w.say('path.warn_no_key')}</p>`;
  return html`<label class="entry">${room.w.say(label)}<small>${room.w.say(note)}</small><textarea rows="4" maxlength="4000" dir="auto" autocomplete="off" spellcheck="false" data-seal="${about}" data-recipient="${live.recipient}" data-by="${room.me}"${raw(isOptional ? ' data-optional' : '')}></textarea></label><input type="hidden" name="generation" value="${live.generation}"><input type="hidden" name="sealed" value="">`;
}

/** A text that is written by the page itself, and sealed with its form. */
export function sealedUnseen(room: Room, about: string): RawHtml | '' {
  const live = liveKey(room);
  return live
    ? html`<textarea hidden data-seal="${about}" data-recipient="${live.recipient}" data-by="${room.me}"></textarea><input type="hidden" name="generation" value="${live.generation}"><input type="hidden" name="sealed" value="">`
    : '';
}

/** A moment as the clocks of the installation show it, in the reader's words. */
export const when = ({ w, zone }: Room, at: Date): string => saidAt(w, zone, at, 'moment');

/** An adult whose name stands sealed: the browser writes it here once the key is open. */
export const adultName = ({ w }: Room, adult: string): RawHtml =>
  html`<span data-adult="${adult}"><span class="soft">${w.say('path.adult_sealed')}</span></span>`;
