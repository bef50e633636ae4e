/** My account: sessions, passkeys, recovery codes, password, languages, and the proof that it is still her. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { html, type RawHtml } from '../http/html.ts';
import {
  beginFactor,
  changeOwn,
  changePassword,
  endOneSession,
  endSessions,
  keepFactor,
  proveAgain,
  readOwnAccount,
  readOwnRefused,
  removePasskey,
  renewRecoveryCodes,
  takeCookie,
} from '../staff/index.ts';
import { attempt, dayText, type Desk, show, tongueOf } from './desk.ts';
import { form, HIDDEN, listOf, postsOf } from './forms.ts';
import { appAgain, appScreen, codesScreen } from './pages/app-codes.ts';
import { ownRefusedPart } from './pages/refused-tries.ts';
import { button, done, field, passkeyForm, type Screen } from './shell.ts';
import { saidAt } from './wall-clock.ts';

/** Where the first code of another app goes. */
const APP_CODE = '/staff/account/app/code';

export function accountRoutes(app: FastifyInstance, desk: Desk): void {
  const { door } = desk;

  const screen = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const own = await readOwnAccount(door, worker);
    const refused = await readOwnRefused(door, worker);
    const sessions = own.sessions.map(
      (one) =>
        html`<li><span>${w.say('me.session', { when: saidAt(w, desk.zone, one.started_at, 'long'), how: w.text(`how.${one.how}`), end: saidAt(w, desk.zone, one.ends_at, 'long') })}${one.this_one ? html` <b>${w.say('me.this')}</b>` : ''}</span>${one.this_one ? '' : html`<form method="post" action="/staff/account/sessions/${one.session_id}/end"><button class="pill">${w.say('me.end')}</button></form>`}</li>`,
    );
    const passkeys = own.passkeys.map(
      (key) =>
        html`<li><span><b><bdi>${key.label}</bdi></b><br><span class="s soft">${key.last_used_on ? w.say('me.passkey_used', { day: dayText(w, key.last_used_on) }) : w.say('me.passkey_unused')}</span></span><form method="post" action="/staff/account/passkeys/${key.credential_id}/remove"><button class="pill" aria-label="${w.text('me.remove')} ${key.label}">${w.say('me.remove')}</button></form></li>`,
    );
    return {
      room: 'account',
      title: w.text('me.title'),
      main: html`<h1>${w.say('me.title')}</h1><p class="soft"><bdi>${own.login}</bdi></p>${top}
<section class="sheet"><h2>${w.say('me.sessions')}</h2><ul class="items">${sessions}</ul><form method="post" action="/staff/account/sign-out-everywhere">${button(w, 'me.everywhere', true)}</form></section>
${ownRefusedPart(w, refused, desk.zone)}
<section class="sheet"><h2>${w.say('me.passkeys')}</h2>${passkeys.length ? html`<ul class="items">${passkeys}</ul>` : html`<p>${w.say('me.passkeys_none')}</p>`}${passkeyForm(w, 'add', 'me.add_passkey', { to: '/staff/account' })}</section>
<section class="sheet"><h2>${w.say('me.app')}</h2><p>${w.say(own.has_app ? 'me.app_set' : 'me.app_none')}</p><p class="s soft">${w.say('me.app_note')}</p><form method="post" action="/staff/account/app">${button(w, own.has_app ? 'me.app_other' : 'me.app_add', true)}</form></section>
${
  own.has_app
    ? html`<section class="sheet"><h2>${w.say('codes.title')}</h2><p>${w.say('me.codes_left', { n: own.recovery_codes_left })}</p><form method="post" action="/staff/account/recovery-codes">${button(w, 'me.new_codes', true)}</form></section>`
    : ''
}
${
  own.has_password
    ? html`<section class="sheet"><h2>${w.say('me.password')}</h2><p class="s soft">${w.say('me.password_note')}</p><form method="post" action="/staff/account/password" class="fields">${field(w, 'password', 'up.password', { type: 'password', auto: 'new-password', note: 'up.password_note' })}<div>${button(w, 'me.password', true)}</div></form></section>`
    : ''
}
<section class="sheet"><h2>${w.say('me.name')}</h2><form method="post" action="/staff/account" class="fields">${field(w, 'display_name', 'me.name', { value: own.display_name })}${field(w, 'languages', 'me.languages', { value: own.languages.join(', '), note: 'me.languages_note', optional: true })}<div>${button(w, 'me.save', true)}</div></form></section>`,
    };
  };

  app.get('/staff/account', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await screen(request)),
  );
  const acting = postsOf(app, desk, screen);
  acting(
    '/staff/account',
    {
      display_name: Type.String({ minLength: 1, maxLength: 100 }),
      languages: Type.String({
        pattern: '^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*[,\\s]*)*$',
        maxLength: 300,
      }),
    },
    async ({ display_name, languages }: { display_name: string; languages: string }, request) => {
      const input = { display_name, languages: listOf(languages).slice(0, 20) };
      await changeOwn(door, await desk.worker(request), input);
    },
  );
  acting(
    '/staff/account/password',
    { password: Type.String() },
    async ({ password }: { password: string }, request) =>
      changePassword(door, await desk.worker(request), password),
  );
  acting(
    '/staff/account/sessions/:id/end',
    {},
    async (_body, request) => {
      const { id } = request.params as { id: string };
      await endOneSession(door, await desk.worker(request), id);
    },
    { said: 'done.ended' },
  );
  acting('/staff/account/passkeys/:id/remove', {}, async (_body, request) => {
    const { id } = request.params as { id: string };
    await removePasskey(door, await desk.worker(request), id);
  });
  app.post('/staff/account/recovery-codes', HIDDEN, async (request, reply) => {
    const { words } = tongueOf(desk, request);
    const codes = await renewRecoveryCodes(door, await desk.worker(request));
    return show(desk, request, reply, { room: 'account', ...codesScreen(words, codes) });
  });
  app.post('/staff/account/app', HIDDEN, async (request, reply) => {
    const { words } = tongueOf(desk, request);
    const made = await beginFactor(door, await desk.worker(request));
    const asked = appScreen(words, made, { action: APP_CODE });
    return show(desk, request, reply, { ...asked, room: 'account', at: '/staff/account' });
  });
  app.post<{ Body: { note: string; code: string } }>(
    APP_CODE,
    form({ note: Type.String(), code: Type.String() }),
    async (request, reply) => {
      const { words } = tongueOf(desk, request);
      const { note, code } = request.body;
      return attempt(
        desk,
        request,
        reply,
        async () => {
          await keepFactor(door, await desk.worker(request), { note, code });
          return show(desk, request, reply, await screen(request, done(words.say('done.saved'))));
        },
        (problem) => {
          const again = appAgain(words, { note, problem, action: APP_CODE });
          return { ...again, room: 'account', at: '/staff/account' };
        },
      );
    },
  );
  app.post('/staff/account/sign-out-everywhere', HIDDEN, async (request, reply) => {
    await endSessions(door, await desk.worker(request), 'all');
    takeCookie(reply);
    return reply.redirect('/staff/signed-out', 303);
  });

  const proof = async (request: FastifyRequest, problem: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const own = await readOwnAccount(door, await desk.worker(request));
    return {
      room: 'account',
      title: w.text('proof.title'),
      main: html`<h1>${w.say('proof.title')}</h1><p>${w.say('proof.note')}</p>${problem}
${own.passkeys.length || own.has_password ? '' : html`<p class="note">${w.say('proof.provider')}</p><form method="post" action="/staff/sign-out">${button(w, 'nav.sign_out')}</form>`}
${own.passkeys.length ? html`<section class="sheet">${passkeyForm(w, 'proof', 'proof.passkey')}</section>` : ''}
${own.has_password ? html`<section class="sheet"><form method="post" action="/staff/proof" class="fields">${field(w, 'password', 'in.password', { type: 'password', auto: 'current-password' })}${field(w, 'code', 'code.field', { auto: 'one-time-code' })}<button class="b">${w.say('in.go')}</button></form></section>` : ''}`,
    };
  };
  app.get('/staff/proof', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await proof(request)),
  );
  app.post<{ Body: { password: string; code: string } }>(
    '/staff/proof',
    form({ password: Type.String(), code: Type.String() }),
    async (request, reply) =>
      attempt(
        desk,
        request,
        reply,
        async () => {
          await proveAgain(door, await desk.worker(request), request.body);
          return reply.redirect('/staff', 303);
        },
        (problem) => proof(request, problem),
      ),
  );
}
