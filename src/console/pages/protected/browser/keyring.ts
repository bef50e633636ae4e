/**
 * The opened keys of this page: in memory only, gone after five minutes without a touch and whenever the page is left.
 * What is sealed is opened where it stands.
 */
import {
  openSealedText,
  openWithPasskey,
  openWithWords,
  type KeyPair,
} from '../../../../protection/member-key.ts';
import { readStatement, type Statement } from '../../../../protection/statement.ts';
import { offerConfirming, withdrawConfirming } from './confirming.ts';
import { passkeySecret } from './passkey-secret.ts';
import { readSheetCode } from './sheet-code.ts';
import { candidatesIn, offer, visitOnPage, withdrawOffers } from './taking.ts';
import { asked, stays, told, type Words } from './told.ts';

type Given = {
  passphrase?: string;
  passkey?: string;
  sheet?: string;
  shares: { generation: number; sealed: string }[];
  /** Where what was written cannot be read. */
  unknown: string;
} & Words;

const IDLE = 5 * 60_000;
let own: string | undefined;
const roles = new Map<number, string>();
let timer: ReturnType<typeof setTimeout> | undefined;

const ring = (): HTMLElement | null => document.querySelector('[data-keyring]');
const given = (at: HTMLElement): Given => JSON.parse(at.dataset['keyring'] ?? '{}') as Given;
const show = (at: ParentNode, what: string, on: boolean): void => {
  for (const one of at.querySelectorAll<HTMLElement>(`[${what}]`)) one.hidden = !on;
};

/** Forgets every opened key and every opened text. */
function forget(): void {
  own = undefined;
  roles.clear();
  for (const one of document.querySelectorAll<HTMLElement>('[data-was]')) {
    one.textContent = one.dataset['was'] ?? '';
    delete one.dataset['was'];
  }
  show(document, 'data-carry-note', false);
  withdrawOffers();
  withdrawConfirming();
  state();
}
function touch(): void {
  clearTimeout(timer);
  if (own) timer = setTimeout(forget, IDLE);
}

function state(): void {
  const at = ring();
  if (!at) return;
  at.hidden = false;
  show(at, 'data-closed', own === undefined);
  show(at, 'data-opened', own !== undefined);
}

async function opened(identity: string, shares: Given['shares']): Promise<void> {
  const found: [number, string][] = [];
  for (const { generation, sealed } of shares)
    found.push([generation, await openSealedText(identity, sealed)]);
  own = identity;
  for (const [generation, role] of found) roles.set(generation, role);
  touch();
}

/** @throws when it is not hers, or the server gave something else */
async function unlock(how: string, typed: string, { passphrase, passkey, sheet, shares }: Given) {
  if (how === 'passkey') {
    const secret = await passkeySecret();
    return opened(await openWithPasskey(passkey ?? '', secret), shares);
  }
  const code = readSheetCode(typed);
  if (sheet && code) return opened(await openWithWords(sheet, code), shares);
  return opened(await openWithWords(passphrase ?? '', typed), shares);
}

/** Opens everything on this page that the opened keys can open. */
export async function openOnPage(): Promise<void> {
  state();
  const at = ring();
  if (!at || !own) return;
  const texts = given(at);
  for (const one of document.querySelectorAll<HTMLElement>('[data-sealed]:not([data-was])')) {
    const role = roles.get(Number(one.dataset['generation']));
    if (!role) continue;
    const text = await openSealedText(role, one.dataset['sealed'] ?? '').catch(() => undefined);
    const isPlain = 'plain' in one.dataset && text !== undefined;
    const statement = text === undefined || isPlain ? undefined : readStatement(text);
    one.dataset['was'] = one.textContent.trim();
    one.replaceChildren(
      ...(isPlain ? [asked(text)] : statement ? told(statement, texts) : [texts.unknown]),
    );
    if (statement?.adult_id) nameAdult(statement);
    const note = one.closest('li')?.querySelector<HTMLElement>('[data-carry-note]');
    if (note) note.hidden = !statement;
    if (!statement) continue;
    if (statement.packet) offerConfirming(one.closest('li'), statement.packet);
    const place = { visit: visitOnPage(), file: one.id };
    for (const found of candidatesIn(statement, place, (name) => stays(name, texts)))
      await offer(role, found, told({ ...statement, text: found.text }, texts, true));
  }
}

function nameAdult({ adult_id, text }: Statement): void {
  for (const one of document.querySelectorAll<HTMLElement>('[data-adult]')) {
    if (one.dataset['adult'] !== adult_id) continue;
    one.dataset['was'] ??= one.textContent.trim();
    one.textContent = text;
    one.dir = 'auto';
  }
}

export function wireKeyring(): void {
  const at = ring();
  if (!at) return;
  const texts = given(at);
  for (const form of at.querySelectorAll<HTMLFormElement>('form[data-open]'))
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const typed = form.querySelector('input');
      show(at, 'data-bad', false);
      show(at, 'data-busy', true);
      // Words take a second or two: the sentence is painted first.
      setTimeout(() => {
        unlock(form.dataset['open'] ?? '', typed?.value ?? '', texts)
          .then(openOnPage, () => show(at, 'data-bad', true))
          .finally(() => {
            if (typed) typed.value = '';
            show(at, 'data-busy', false);
          });
      }, 60);
    });
  at.querySelector('[data-forget]')?.addEventListener('click', forget);
}

/** The own key, for sealing shares to a colleague. @throws when it is closed */
export function ownPair(): KeyPair {
  if (!own) throw new Error('closed');
  return { identity: own, recipient: '' };
}

for (const kind of ['pointerdown', 'keydown']) document.addEventListener(kind, touch);
addEventListener('pagehide', forget);
