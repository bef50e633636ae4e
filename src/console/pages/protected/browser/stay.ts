/**
 * Staying on the page: forms and links of the room are fetched and shown in its place, so that the opened key stays in memory
 * and nothing that was typed is lost when a network or a proof is missing. Without this script they are ordinary forms and links.
 */
import { sealTo } from '../../../../protection/member-key.ts';
import {
  type Statement,
  type StatementKind,
  statementBytes,
} from '../../../../protection/statement.ts';

/** What was said of the act before. */
const SAID = 'main > .note[role], main form > .note[role]:not([data-bad])';
let shown: () => void = () => undefined;
const ROOM = '/staff/protected/';
const ours = (url: string): boolean => new URL(url, location.href).pathname.startsWith(ROOM);

export function wireRoom(wire: () => void): void {
  shown = wire;
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented || !ours(form.action)) return;
    event.preventDefault();
    const button = event.submitter instanceof HTMLButtonElement ? event.submitter : undefined;
    void sendForm(form, button);
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const plain = !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey;
    if (!link || !plain || !ours(link.href) || link.hash) return;
    event.preventDefault();
    void visit(link.href, true);
  });
  addEventListener('popstate', () => void visit(location.href, false));
}

async function visit(url: string, isNew: boolean): Promise<void> {
  try {
    const answer = await fetch(url);
    if (!ours(answer.url)) return location.assign(answer.url);
    if (isNew) history.pushState(null, '', answer.url);
    replace(await answer.text());
  } catch {
    location.assign(url);
  }
}

/** A sentence about the act before would be read as one about this. */
export function forgetSaid(): void {
  for (const said of document.querySelectorAll(SAID)) said.remove();
}

/** Seals what has to be sealed, sends the form, and shows the answer in place of the page. */
export async function sendForm(form: HTMLFormElement, button?: HTMLButtonElement): Promise<void> {
  if (form.dataset['sending']) return;
  form.dataset['sending'] = 'yes';
  forgetSaid();
  try {
    await seal(form);
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form, button)) fields.append(name, String(value));
    const isGet = form.method === 'get';
    const answer = await fetch(form.action, isGet ? {} : { method: 'POST', body: fields });
    if (!ours(answer.url)) return location.assign(answer.url);
    if (isGet || answer.redirected) history.replaceState(null, '', answer.url);
    const page = await answer.text();
    // What was refused leaves the form as it is; a proof that is asked for carries it along.
    if (!answer.ok && !page.includes('id="carried"')) return refused(form, page);
    replace(page);
  } catch {
    offline(form);
  } finally {
    delete form.dataset['sending'];
  }
}

async function seal(form: HTMLFormElement): Promise<void> {
  const text = form.querySelector<HTMLTextAreaElement>('textarea[data-seal]');
  const sealed = form.querySelector<HTMLInputElement>('input[name=sealed]');
  if (!text || !sealed) return;
  // What may stay empty is not sealed when it is.
  if ('optional' in text.dataset && !text.value.trim()) {
    sealed.value = '';
    return;
  }
  const { seal: about, recipient, by } = text.dataset;
  const adult = form.querySelector<HTMLInputElement>('input[name=adult_id]')?.value;
  const statement: Statement = {
    v: 1,
    about: about as StatementKind,
    text: text.value.normalize('NFC').trim(),
    at: new Date().toISOString(),
    by: by ?? '',
    ...(adult ? { adult_id: adult } : {}),
  };
  sealed.value = await sealTo(recipient ?? '', statementBytes(statement));
}

const parsed = (page: string): Document => new DOMParser().parseFromString(page, 'text/html');

function replace(page: string): void {
  const next = parsed(page);
  const main = next.querySelector('main');
  if (!main) return;
  document.querySelector('main')?.replaceWith(main);
  document.title = next.title;
  scrollTo(0, 0);
  main.focus();
  shown();
  document.dispatchEvent(new Event('wayhouse:shown'));
}

function say(form: HTMLFormElement, note: Element): void {
  form.prepend(note);
  note.scrollIntoView({ block: 'nearest' });
}

function refused(form: HTMLFormElement, page: string): void {
  const note = parsed(page).querySelector('main .note.bad[role=alert]:not([hidden])');
  if (note) say(form, note);
  else replace(page);
}

function offline(form: HTMLFormElement): void {
  const words = document.querySelector<HTMLTemplateElement>('template[data-offline]');
  const note = words?.content.firstElementChild?.cloneNode(true);
  if (note instanceof Element) say(form, note);
}
