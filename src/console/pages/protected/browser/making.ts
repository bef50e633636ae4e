/** Making keys: the own one, a generation of the compartment's, and shares of earlier ones. Private halves leave only sealed. */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import {
  type Member,
  newGeneration,
  newKeyPair,
  shareGeneration,
  wrapWithPasskey,
  wrapWithWords,
} from '../../../../protection/member-key.ts';
import { ownPair } from './keyring.ts';
import { passkeySecret } from './passkey-secret.ts';
import { newSheetCode } from './sheet-code.ts';
import { forgetSaid, sendForm } from './stay.ts';

/** Eight words of 2,048: 88 bits, for what lies wrapped on a server. */
const WORDS = 8;
/** The sheet's code has 160 bits of its own: nothing has to be made slow. */
const SHEET_EFFORT = 10;

const input = (form: HTMLFormElement, name: string): HTMLInputElement | null =>
  form.querySelector<HTMLInputElement>(`input[type=hidden][name=${name}]`);
const set = (form: HTMLFormElement, values: Record<string, string>): void => {
  for (const [name, value] of Object.entries(values)) {
    const field = input(form, name);
    if (field) field.value = value;
  }
};
const show = (form: ParentNode, what: string, on: boolean): void => {
  const one = form.querySelector<HTMLElement>(`[${what}]`);
  if (one) one.hidden = !on;
};

/** Runs when the form is to be sent; what it fills in is sent, and nothing when it throws. */
function before(form: HTMLFormElement, work: () => Promise<void>): void {
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    event.stopPropagation();
    forgetSaid();
    show(form, 'data-bad', false);
    show(form, 'data-busy', true);
    setTimeout(() => {
      work()
        .then(
          () => sendForm(form),
          () => show(form, 'data-bad', true),
        )
        .finally(() => show(form, 'data-busy', false));
    }, 60);
  });
}

function wireOwn(form: HTMLFormElement): void {
  const words = form.querySelector<HTMLInputElement>('[data-words]');
  const code = form.querySelector<HTMLElement>('[data-sheet-code]');
  const sheet = newSheetCode();
  if (code) code.textContent = sheet;
  const chosen = (): string => String(new FormData(form).get('way') ?? '');
  const ways = (): void => {
    for (const part of form.querySelectorAll<HTMLElement>('[data-way]'))
      part.hidden = part.dataset['way'] !== chosen();
    if (words) words.required = chosen() === 'passphrase';
  };
  form.addEventListener('change', ways);
  ways();
  form.querySelector('[data-propose]')?.addEventListener('click', () => {
    const picks = crypto.getRandomValues(new Uint16Array(WORDS));
    if (words) words.value = [...picks].map((n) => wordlist[n & 0x7ff]).join(' ');
  });
  form.querySelector('[data-print]')?.addEventListener('click', () => print());
  before(form, async () => {
    const { identity, recipient } = await newKeyPair();
    const way = chosen();
    const wrapped =
      way === 'passkey'
        ? await wrapWithPasskey(identity, await passkeySecret())
        : way === 'sheet'
          ? await wrapWithWords(identity, sheet, SHEET_EFFORT)
          : await wrapWithWords(identity, words?.value ?? '');
    set(form, { passphrase: '', passkey: '', sheet: '', recipient, [way]: wrapped });
    if (words) words.value = '';
  });
}

function wireGeneration(form: HTMLFormElement): void {
  before(form, async () => {
    const members = [...form.querySelectorAll<HTMLInputElement>('[data-account]:checked')].map(
      ({ dataset }): Member => ({
        account: dataset['account'] ?? '',
        recipient: dataset['recipient'] ?? '',
      }),
    );
    const number = Number(input(form, 'generation')?.value);
    const { recipient, holders } = await newGeneration(number, members);
    set(form, { recipient, holders: JSON.stringify(holders) });
  });
}

function wireShare(form: HTMLFormElement): void {
  const { account, recipient, generations } = JSON.parse(
    form.dataset['share'] ?? '{}',
  ) as Member & {
    generations: number[];
  };
  before(form, async () => {
    const ring = document.querySelector<HTMLElement>('[data-keyring]');
    const { shares } = JSON.parse(ring?.dataset['keyring'] ?? '{}') as {
      shares: { generation: number; sealed: string }[];
    };
    const own = ownPair();
    const given = await Promise.all(
      shares
        .filter(({ generation }) => generations.includes(generation))
        .map(async ({ generation, sealed }) => ({
          generation,
          ...(await shareGeneration(own, sealed, { account, recipient })),
        })),
    ).catch(() => {
      throw new Error('A share could not be opened.');
    });
    set(form, { shares: JSON.stringify(given) });
  });
}

export function wireMaking(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-make-key]'))
    wireOwn(form);
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-make-generation]'))
    wireGeneration(form);
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-share]'))
    wireShare(form);
}
