/** Setting up an app for codes, its first code, and the recovery codes: of a new account, after a provider, and on one's own account. */
import { html, type RawHtml } from '../../http/html.ts';
import { qrPath } from '../../http/qr-code.ts';
import type { Words } from '../../languages/messages.ts';
import { field, type Screen } from '../shell.ts';

/** Where the first code goes; `token` of the link of a new account leads back to its picture. */
type Form = { action: string; token?: string };

/** The code comes next: the field waits for it. */
export const codeField = (w: Words): RawHtml =>
  field(w, 'code', 'code.field', { auto: 'one-time-code', first: true });

const codeForm = (w: Words, note: string, { action, token = '' }: Form): RawHtml =>
  html`<form method="post" action="${action}" class="fields"><input type="hidden" name="note" value="${note}">${token ? html`<input type="hidden" name="token" value="${token}">` : ''}${codeField(w)}<button class="b">${w.say('in.go')}</button></form>`;

/**
 * What the app has to read.
 * @param form with `why`, a sentence before it, for who did not ask for it
 */
export function appScreen(
  w: Words,
  { note, uri, typed }: { note: string; uri: string; typed: string },
  { why, ...form }: Form & { why?: RawHtml },
): Screen {
  const code = qrPath(uri, 'M');
  return {
    title: w.text('app.title'),
    main: html`<h1>${w.say('app.title')}</h1>${why ?? ''}<p>${w.say('app.ask')}</p>
<section class="sheet"><svg class="qr" role="img" aria-label="${w.text('app.picture')}" viewBox="0 0 ${code.size} ${code.size}" shape-rendering="crispEdges"><rect width="${code.size}" height="${code.size}" fill="#fff"/><path d="${code.path}" fill="#000"/></svg>
<p>${w.say('app.typed')}</p><code class="secret">${typed}</code><p><a class="line" href="${uri}">${w.say('app.link')}</a></p>
${codeForm(w, note, form)}</section>`,
  };
}

/** The code once more, after one that did not fit: the app has read the rest. */
export const appAgain = (
  w: Words,
  { note, problem, action, token = '' }: Form & { note: string; problem: RawHtml | '' },
): Screen => ({
  title: w.text('app.title'),
  main: html`<h1>${w.say('app.title')}</h1>${problem}<p>${w.say('app.again')}</p><section class="sheet">${codeForm(w, note, { action, token })}</section>${token ? html`<p><a class="line" href="/staff/set-up/${token}">${w.say('app.picture_again')}</a></p>` : ''}`,
});

/** Recovery codes, shown once, to be printed. */
export const codesScreen = (w: Words, codes: readonly string[]): Screen => ({
  title: w.text('codes.title'),
  main: html`<h1>${w.say('codes.title')}</h1><p>${w.say('codes.note')}</p><section class="sheet"><ul class="codes">${codes.map((code) => html`<li>${code}</li>`)}</ul></section><p class="noprint"><a class="b" href="/staff/account">${w.say('codes.kept')}</a></p>`,
});
