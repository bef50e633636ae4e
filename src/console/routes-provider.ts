/** Signing in through a provider: the way there and back, and the own second step after one whose word is one factor. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { html, type RawHtml } from '../http/html.ts';
import {
  finishEnrolment,
  giveCookie,
  ownStepOf,
  refuseForeign,
  refuseSent,
  tryStepCode,
} from '../staff/index.ts';
import { attempt, cookieOf, dayText, type Desk, show, tongueOf } from './desk.ts';
import { form, HIDDEN } from './forms.ts';
import { appAgain, appScreen, codeField, codesScreen } from './pages/app-codes.ts';
import { passkeyForm, type Screen } from './shell.ts';

const PROVIDER = '__Host-wayhouse-provider';
const providerCookie = (note: string, seconds: number): string =>
  // Lax: the provider's answer is a link from another site, and must find it.
  `${PROVIDER}=${note}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;
const SET_UP = '/staff/provider/set-up';

export function providerRoutes(app: FastifyInstance, desk: Desk): void {
  const { door } = desk;
  const words = (request: FastifyRequest) => tongueOf(desk, request).words;

  app.get<{ Querystring: { org?: string; token?: string; issuer: string } }>(
    '/staff/provider/go',
    {
      schema: {
        hide: true,
        querystring: Type.Object({
          org: Type.Optional(Type.String({ format: 'uuid' })),
          token: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{20,64}$' })),
          issuer: Type.String({ maxLength: 300 }),
        }),
      },
    },
    async (request, reply) => {
      const { org = '', token, issuer } = request.query;
      // It ties whoever is signed in at the provider to this account: only from the page of the invitation.
      if (token) refuseSent(request);
      const { url, note } = await desk.providers.begin(token ? { token, issuer } : { org, issuer });
      void reply
        .header('set-cookie', providerCookie(note, 600))
        .header('cache-control', 'no-store');
      return reply.redirect(url, 303);
    },
  );

  const stepScreen = (
    request: FastifyRequest,
    { step, code, passkey }: { step: string; code: boolean; passkey: boolean },
    problem: RawHtml | '' = '',
  ): Screen => {
    const w = words(request);
    return {
      title: w.text('prov.step_title'),
      main: html`<h1>${w.say('prov.step_title')}</h1>${problem}<p>${w.say('prov.step')}</p>
${passkey ? html`<section class="sheet">${passkeyForm(w, 'second', 'up.passkey', { to: '/staff', token: step })}</section>` : ''}
${code ? html`<section class="sheet"><p>${w.say('code.ask')}</p><form method="post" action="/staff/provider/code" class="fields"><input type="hidden" name="note" value="${step}">${codeField(w)}<button class="b">${w.say('in.title')}</button></form></section>` : ''}<p><a class="line" href="/staff/sign-in">${w.say('in.back')}</a></p>`,
    };
  };

  /** Where she is in: the session's cookie is strict, so only a step from our own page carries it. */
  const inside = (request: FastifyRequest, reply: FastifyReply, from?: Date): Screen => {
    const w = words(request);
    const title = w.text('in.title');
    if (!from) {
      void reply.header('refresh', '0; url=/staff');
      const main = html`<h1>${title}</h1><p><a class="b" href="/staff">${w.say('in.go')}</a></p>`;
      return { title, main };
    }
    const main = html`<h1>${title}</h1><p class="note" role="status">${w.say('prov.from', { day: dayText(w, from) })}</p><p><a class="b" href="/staff/account">${w.say('me.title')}</a></p><p><a class="line" href="/staff">${w.say('in.go')}</a></p>`;
    return { title, main };
  };
  app.get('/staff/provider/back', HIDDEN, async (request, reply) => {
    const note = cookieOf(request, PROVIDER) ?? '';
    const finished = await desk.providers.finish(new URL(request.url, door.party.origin), note);
    void reply.header('set-cookie', providerCookie('', 0));
    if ('step' in finished) return show(desk, request, reply, stepScreen(request, finished));
    if ('enrol' in finished) {
      const w = words(request);
      const why = html`<p>${w.say('prov.enrol')}</p>`;
      return show(desk, request, reply, appScreen(w, finished.enrol, { action: SET_UP, why }));
    }
    giveCookie(reply, finished.session);
    return show(desk, request, reply, inside(request, reply, finished.from));
  });

  const Answer = { note: Type.String(), code: Type.String() };
  type Answer = { note: string; code: string };
  app.post<{ Body: Answer }>('/staff/provider/code', form(Answer), async (request, reply) => {
    const { note, code } = request.body;
    return attempt(
      desk,
      request,
      reply,
      async () => {
        refuseForeign(request);
        giveCookie(reply, await tryStepCode(door, note, code));
        return reply.redirect('/staff', 303);
      },
      async (problem) => {
        const own = (await ownStepOf(door, note)) ?? { code: false, passkey: false };
        return stepScreen(request, { step: note, ...own }, problem);
      },
    );
  });
  app.post<{ Body: Answer }>(SET_UP, form(Answer), async (request, reply) => {
    const { note, code } = request.body;
    const w = words(request);
    return attempt(
      desk,
      request,
      reply,
      async () => {
        refuseForeign(request);
        const { session, recoveryCodes } = await finishEnrolment(door, note, code);
        giveCookie(reply, session);
        return show(desk, request, reply, codesScreen(w, recoveryCodes));
      },
      (problem) => appAgain(w, { note, problem, action: SET_UP }),
    );
  });
}
