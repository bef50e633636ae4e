/**
 * Adults whom the desk wrote of, named in one press: what a sealed file says of somebody who came along, who asked, or who stayed,
 * is offered where adults are named, as long as nobody named it yet. Read from what is opened on this page; the server hears of it
 * when it is named, sealed as everything else.
 */
import type { Statement, StatementKind } from '../../../../protection/statement.ts';

/** An adult in a file. `what`: the same for the same adult of the same visit, whoever opens it. */
export type Candidate = { what: string; about: StatementKind; text: string; basis: string };

const ASKED: readonly StatementKind[] = ['came_with', 'asks_for'];

/**
 * Adults of one opened file, none or some.
 * @param place the visit and the number of the file
 * @param stayed how it is said that a colleague, by name, stays with the child
 */
export function candidatesIn(
  { about, text, second, second_name: name }: Statement,
  { visit, file }: { visit: string; file: string },
  stayed: (name: string) => string,
): Candidate[] {
  return [
    ...(ASKED.includes(about) && text
      ? [{ what: `${visit}|file|${file}`, about, text, basis: 'said' }]
      : []),
    // Each file of one handover says who stayed: the colleague is one adult.
    ...(second && name
      ? [{ what: `${visit}|second|${second}`, about, text: stayed(name), basis: 'informal_carer' }]
      : []),
  ];
}

/**
 * A number for something of this adult (UUID, RFC 9562, version 8). Two officers who take the same adult make the same numbers, so
 * it is one; only who has the role key can tell to which file they belong.
 */
export async function numberOf(roleKey: string, what: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const raw = encoder.encode(roleKey);
  const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['sign']);
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(`wayhouse/adult|${what}`));
  const bytes = new Uint8Array(mac).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const room = (): HTMLElement | null => document.querySelector('[data-taking]');

export const visitOnPage = (): string => room()?.dataset['taking'] ?? '';

/** Puts one under those that can be taken, unless it stands there or was named. */
export async function offer(roleKey: string, one: Candidate, told: Node[]): Promise<void> {
  const at = room();
  const form = at?.querySelector('template')?.content.firstElementChild?.cloneNode(true);
  if (!at || !(form instanceof HTMLElement)) return;
  const [adult, claim, file] = await Promise.all(
    ['adult', 'claim', 'file'].map((of) => numberOf(roleKey, `${of}|${one.what}`)),
  );
  const numbers = { adult_id: adult, guardianship_id: claim, file_id: file };
  if (document.querySelector(`[data-adult="${adult}"], [data-take="${adult}"]`)) return;
  form.dataset['take'] = adult;
  for (const [name, value] of Object.entries(numbers)) {
    const field = form.querySelector<HTMLInputElement>(`input[name=${name}]`);
    if (field) field.value = value ?? '';
  }
  const sealed = form.querySelector<HTMLTextAreaElement>('textarea[data-seal]');
  const basis = form.querySelector<HTMLSelectElement>('select[name=basis]');
  if (sealed) sealed.value = one.text;
  if (basis) basis.value = one.basis;
  form.querySelector('[data-take-text]')?.append(...told);
  at.querySelector('ul')?.append(form);
  at.hidden = false;
}

/** With the keys goes what they opened. */
export function withdrawOffers(): void {
  const at = room();
  at?.querySelector('ul')?.replaceChildren();
  if (at) at.hidden = true;
}
