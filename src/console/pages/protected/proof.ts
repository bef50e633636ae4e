/** "Show once more that it is you", with everything that was sent carried along: nothing has to be typed twice. */
import type { FastifyRequest } from 'fastify';
import { html, type RawHtml } from '../../../http/html.ts';
import type { Words } from '../../../languages/messages.ts';
import { field, passkeyForm } from '../../shell.ts';

export type Carried = {
  method: 'get' | 'post';
  /** Where it was going. */
  path: string;
  fields: readonly (readonly [name: string, value: string])[];
};

/** What a request asked for, without an earlier proof. */
export function carriedOf({ method, url, body }: FastifyRequest): Carried {
  const path = new URL(url, 'http://here').pathname;
  const fields = Object.entries((body ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    name.startsWith('proof_') || typeof value === 'object' || value === undefined
      ? []
      : [[name, String(value)] as const],
  );
  const to = fields.find(([name]) => name === 'to')?.[1];
  if (path === '/staff/protected/proof') return { method: 'get', path: to ?? '/staff', fields: [] };
  return { method: method === 'POST' ? 'post' : 'get', path, fields };
}

export function proofPage(
  w: Words,
  own: { passkeys: readonly unknown[]; has_password: boolean },
  { method, path, fields }: Carried,
  problem: RawHtml | '',
): RawHtml {
  const hidden = fields.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const isGet = method === 'get';
  return html`<h1>${w.say('proof.title')}</h1><p>${w.say('proof.note')}</p>${isGet ? '' : html`<p>${w.say('path.proof_kept')}</p>`}${problem}
<form id="carried" method="${method}" action="${path}" hidden>${hidden}</form>
${own.passkeys.length ? html`<section class="sheet">${passkeyForm(w, 'proof', 'proof.passkey', { to: path, carry: 'carried' })}</section>` : ''}${
  own.has_password
    ? html`<section class="sheet"><form method="post" action="${isGet ? '/staff/protected/proof' : path}" class="fields">${isGet ? html`<input type="hidden" name="to" value="${path}">` : hidden}${field(w, 'proof_password', 'in.password', { type: 'password', auto: 'current-password' })}${field(w, 'proof_code', 'code.field', { auto: 'one-time-code' })}<button class="b">${w.say('in.go')}</button></form></section>`
    : ''
}<template data-offline><p class="note bad" role="alert">${w.say('path.offline')}</p></template>`;
}
