/** Coming in and going out: sign in, set up from a link, sign out, the language of the screens. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { html, type RawHtml } from '../http/html.ts';
import {
  choosePassword,
  endSessions,
  finishSetUp,
  giveCookie,
  giveKnown,
  knownAfter,
  knownBy,
  offeredProviders,
  openInvitation,
  refuseForeign,
  takeCookie,
  tryCode,
  tryPassword,
  withMark,
} from '../staff/index.ts';
import {
  attempt,
  type DemoDoor,
  type Desk,
  languageCookie,
  show,
  somebody,
  tongueOf,
} from './desk.ts';
import { form, HIDDEN } from './forms.ts';
import type { Words } from '../languages/messages.ts';
import { appAgain, appScreen, codeField, codesScreen } from './pages/app-codes.ts';
import { field, passkeyForm, type Screen } from './shell.ts';

/** Where the first code of a new account's app goes. */
const SET_UP = '/staff/set-up/code';

/** Whose day is at a desk: they come in there. */
const DESK_ROLES: ReadonlySet<string> = new Set([
  'volunteer',
  'desk',
  'mediator',
  'caseworker',
  'mobile',
  'point_manager',
]);

export function doorRoutes(app: FastifyInstance, desk: Desk): void {
  const { door } = desk;
  const words = (request: FastifyRequest) => tongueOf(desk, request).words;

  app.get('/staff', HIDDEN, async (request, reply) => {
    const who = await somebody(desk, request);
    const atDesk = who?.roles.some((role) => DESK_ROLES.has(role));
    const path = (['child', 'survivor'] as const).find((role) => who?.roles.includes(role));
    const own = path ? `/staff/protected/${path}` : '/staff/mine';
    const other = who?.roles.includes('administrator') ? '/staff/access' : own;
    const to = !who ? '/staff/sign-in' : atDesk ? '/desk/#in' : other;
    return reply.header('cache-control', 'no-store').redirect(to, 303);
  });

  const signIn = async (
    request: FastifyRequest,
    problem: RawHtml | '' = '',
    login = '',
  ): Promise<Screen> => {
    const w = words(request);
    const offered = await offeredProviders(door);
    return {
      title: w.text('in.title'),
      main: html`<h1>${w.say('in.title')}</h1>${problem}
${desk.demo ? demoPart(w, desk.demo) : ''}<section class="sheet"><h2>${w.say('in.passkey')}</h2><p class="soft s">${w.say('in.passkey_note')}</p>${passkeyForm(w, 'sign-in', 'in.passkey')}</section>
<section class="sheet"><h2>${w.say('in.or')}</h2><form method="post" action="/staff/sign-in" class="fields">${field(w, 'login', 'in.login', { auto: 'username', value: login })}${field(w, 'password', 'in.password', { type: 'password', auto: 'current-password' })}<button class="b2">${w.say('in.go')}</button></form></section>
${offered.map(
  ({ org_id: org, issuer, label }) =>
    html`<p><a class="b2" href="/staff/provider/go?org=${org}&issuer=${encodeURIComponent(issuer)}">${w.say('in.provider', { label })}</a></p>`,
)}<p class="s soft gap">${w.say('in.lost')}</p>`,
    };
  };
  app.get('/staff/sign-in', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await signIn(request)),
  );
  app.post<{ Body: { login: string; password: string } }>(
    '/staff/sign-in',
    form({ login: Type.String(), password: Type.String() }),
    async (request, reply) =>
      attempt(
        desk,
        request,
        reply,
        async () => {
          refuseForeign(request);
          const { login, password } = request.body;
          const note = await tryPassword(door, login, password, knownBy(request));
          return show(desk, request, reply, codeScreen(request, note));
        },
        (problem) => signIn(request, problem, request.body.login),
      ),
  );
  const { demo } = desk;
  if (demo)
    app.post<{ Body: { login: string } }>(
      '/staff/demonstration',
      form({ login: Type.String() }),
      async (request, reply) => {
        refuseForeign(request);
        const secret = await demo.enter(request.body.login);
        if (secret) giveCookie(reply, secret);
        return reply.redirect('/staff', 303);
      },
    );

  const codeScreen = (
    request: FastifyRequest,
    note: string,
    problem: RawHtml | '' = '',
  ): Screen => {
    const w = words(request);
    return {
      title: w.text('code.title'),
      main: html`<h1>${w.say('code.title')}</h1>${problem}<p>${w.say('code.ask')}</p>
<section class="sheet"><form method="post" action="/staff/sign-in/code" class="fields"><input type="hidden" name="note" value="${note}">${codeField(w)}<button class="b">${w.say('in.title')}</button></form></section><p><a class="line" href="/staff/sign-in">${w.say('in.back')}</a></p>`,
    };
  };
  app.post<{ Body: { note: string; code: string } }>(
    '/staff/sign-in/code',
    form({ note: Type.String(), code: Type.String() }),
    async (request, reply) =>
      attempt(
        desk,
        request,
        reply,
        async () => {
          refuseForeign(request);
          const { note, code } = request.body;
          const known = knownBy(request);
          giveCookie(reply, await tryCode(door, note, code, known));
          giveKnown(reply, knownAfter(door, note, known));
          return reply.redirect('/staff', 303);
        },
        (problem) => codeScreen(request, request.body.note, problem),
      ),
  );
  app.post('/staff/sign-out', HIDDEN, async (request, reply) => {
    await endSessions(door, await desk.worker(request), 'this');
    takeCookie(reply);
    return reply.redirect('/staff/signed-out', 303);
  });
  app.get('/staff/signed-out', HIDDEN, async (request, reply) => {
    const w = words(request);
    void reply.header('clear-site-data', '"cache"');
    const main = html`<h1>${w.say('out.title')}</h1><p>${w.say('out.note')}</p><p class="gap"><a class="b2" href="/staff/sign-in">${w.say('in.title')}</a></p>`;
    return show(desk, request, reply, { title: w.text('out.title'), main });
  });
  app.post<{ Body: { to: string; back?: string } }>(
    '/staff/language',
    form({
      to: Type.String({ pattern: '^[a-z]{2,3}$' }),
      back: Type.Optional(Type.String({ maxLength: 200 })),
    }),
    async (request, reply) => {
      refuseForeign(request);
      void reply.header('set-cookie', languageCookie(request.body.to));
      const from =
        request.body.back ?? URL.parse(request.headers.referer ?? '')?.pathname ?? '/staff';
      const back =
        /^\/staff[\w/-]*$/.test(from) && !/sign-in\/code|set-up\/(password|code)/.test(from);
      return reply.redirect(back ? from : '/staff', 303);
    },
  );

  const setUp = async (
    request: FastifyRequest,
    token: string,
    problem: RawHtml | '' = '',
  ): Promise<Screen> => {
    const w = words(request);
    const facts = await openInvitation(door, token);
    const offered = (await offeredProviders(door)).filter(
      ({ org_id: org }) => org === facts.org_id,
    );
    return {
      title: w.text('up.title'),
      main: html`<h1>${w.say('up.title')}</h1>${problem}<p>${w.say('up.for', { name: facts.display_name, login: facts.login })}</p>
<section class="sheet"><h2>${w.say('up.passkey')}</h2><p class="soft s">${w.say('up.passkey_note')}</p>${passkeyForm(w, 'set-up', 'up.passkey', { to: '/staff/account', token })}</section>
<section class="sheet"><h2>${w.say('up.or')}</h2><form method="post" action="/staff/set-up/password" class="fields"><input type="hidden" name="token" value="${token}">${field(w, 'password', 'up.password', { type: 'password', auto: 'new-password', note: 'up.password_note' })}<button class="b2">${w.say('in.go')}</button></form></section>
${offered.map(({ issuer, label }) => html`<p><a class="b2" href="/staff/provider/go?token=${token}&issuer=${encodeURIComponent(issuer)}">${w.say('up.provider', { label })}</a></p>`)}`,
    };
  };
  const Token = Type.String({ pattern: '^[A-Za-z0-9_-]{20,64}$' });
  app.get<{ Params: { token: string } }>(
    '/staff/set-up/:token',
    { schema: { hide: true, params: Type.Object({ token: Token }) } },
    async (request, reply) =>
      show(desk, request, reply, await setUp(request, request.params.token)),
  );
  app.post<{ Body: { token: string; password: string } }>(
    '/staff/set-up/password',
    form({ token: Token, password: Type.String() }),
    async (request, reply) =>
      attempt(
        desk,
        request,
        reply,
        async () => {
          refuseForeign(request);
          const made = await choosePassword(door, request.body.token, request.body.password);
          return show(
            desk,
            request,
            reply,
            appScreen(words(request), made, { action: SET_UP, token: request.body.token }),
          );
        },
        (problem) => setUp(request, request.body.token, problem),
      ),
  );
  app.post<{ Body: { note: string; code: string; token?: string } }>(
    '/staff/set-up/code',
    form({ note: Type.String(), code: Type.String(), token: Type.Optional(Token) }),
    async (request, reply) => {
      const w = words(request);
      return attempt(
        desk,
        request,
        reply,
        async () => {
          refuseForeign(request);
          const { session, recoveryCodes, login } = await finishSetUp(
            door,
            request.body.note,
            request.body.code,
          );
          giveCookie(reply, session);
          giveKnown(reply, withMark(door.steps, login, knownBy(request), door.now()));
          return show(desk, request, reply, codesScreen(w, recoveryCodes));
        },
        (problem) => appAgain(w, { ...request.body, problem, action: SET_UP }),
      );
    },
  );
}

/** In a demonstration, people to come in as; each with what she does there. */
function demoPart(words: Words, { people }: DemoDoor): RawHtml {
  return html`<section class="sheet"><h2>${words.say('demo.title')}</h2><p class="soft s">${words.say('demo.note')}</p><form method="post" action="/staff/demonstration" class="says">${people.map(
    ({ login, name, roles }) =>
      html`<button class="b2" name="login" value="${login}"><bdi>${name}</bdi> <small class="soft">${words.list(roles.map((role) => words.text(`role.${role}`)))}</small></button>`,
  )}</form></section>`;
}
