/** My own work: trainings and hours, the code of conduct, my days, what I say of myself, that I am here. */
import { dateOfInstant, daysAfter } from '../languages/days.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { html, type RawHtml } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import { KNOWN_LANGUAGES } from '../languages/known-languages.ts';
import {
  changeOwn,
  declareOneself,
  ownRoles,
  readConduct,
  readConductTexts,
  readDeclaration,
  readOwnAccount,
  readOwnWork,
  sayAvailability,
  sayPresence,
  signConduct,
  type Slot,
  SLOTS,
} from '../staff/index.ts';
import { type Desk, show, tongueOf } from './desk.ts';
import { HIDDEN, manyOf, postsOf } from './forms.ts';
import { conductPart } from './pages/mine-conduct.ts';
import { daysPart } from './pages/mine-days.ts';
import { selfPart } from './pages/mine-self.ts';
import { minePart } from './pages/mine-work.ts';
import { roomHead } from './pages/tabs.ts';
import { type Screen } from './shell.ts';

/** A new code of conduct may be unsigned for so many days (VOL-04). */
const DAYS_TO_SIGN = 30;
/** Languages that colleagues and visitors of such places speak, besides those with a script of their own here. */
const MORE_LANGUAGES =
  'ar-IQ ar-MA ar-SD ar-SY bm de el ff ha he hi ht ig ils it ka kmr ln nl qu ro ru rw sq sr sw ta yo zh'.split(
    ' ',
  );

type ConductParams = { version?: number; lang?: string };

export function mineRoutes(app: FastifyInstance, desk: Desk): void {
  const { door, zone } = desk;
  const framed = (
    request: FastifyRequest,
    part: '' | 'conduct' | 'days' | 'self',
    title: string,
    top: RawHtml | '',
    body: RawHtml,
  ): Screen => {
    const { words: w } = tongueOf(desk, request);
    return {
      room: 'mine',
      at: `/staff/mine${part ? `/${part}` : ''}`,
      title: w.text(title),
      main: html`${roomHead(w, 'mine', part)}<h1>${w.say(title)}</h1>${top}${body}`,
    };
  };

  const work = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const own = await readOwnWork(door, await desk.worker(request));
    const now = door.now();
    const roles = ownRoles(own, dateOfInstant(now));
    const conduct = roles.some(
      ({ state }) =>
        state.state === 'locked' && state.missing.some((one) => one.startsWith('conduct')),
    );
    const unsigned = own.conduct && !own.signed.includes(own.conduct.version);
    const call = unsigned
      ? html`<p class="note${conduct ? ' bad' : ''}">${w.say('mine.unsigned')} <a href="/staff/mine/conduct">${w.say('mine.read_conduct')}</a></p>`
      : '';
    return framed(
      request,
      '',
      'mine.title',
      html`${top}${call}`,
      minePart(w, { own, roles, zone, now }),
    );
  };
  app.get('/staff/mine', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await work(request)),
  );
  const ofWork = postsOf(app, desk, work);
  ofWork<{ presence_id: string; point_id: string; here: boolean }>(
    '/staff/mine/presence',
    {
      presence_id: Type.String({ format: 'uuid' }),
      point_id: Type.String({ format: 'uuid' }),
      here: Type.Boolean(),
    },
    async ({ presence_id, point_id, here }, request) => {
      const worker = await desk.worker(request);
      const { points } = await readOwnWork(door, worker);
      if (!points.some((point) => point.point_id === point_id))
        throw new Problem('bad_input', { field: 'point_id' });
      await sayPresence(door, worker, { presence_id, point_id, here });
    },
  );

  const conduct = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w, language, nameOf: name } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const wanted = request.params as ConductParams;
    const versions = await readConduct(door, worker);
    const version = wanted.version
      ? versions.find((one) => one.version === wanted.version)
      : versions[0];
    if (!version) {
      if (wanted.version) throw new Problem('not_found');
      return framed(
        request,
        'conduct',
        'conduct.title',
        top,
        html`<p>${w.say('conduct.none')}</p>`,
      );
    }
    const texts = await readConductTexts(door, worker, version.version);
    const wish = [wanted.lang, version.signed?.lang, language.code, 'en'];
    const text =
      wish.map((lang) => texts.find((one) => one.lang === lang)).find(Boolean) ?? texts[0];
    const own = await readOwnWork(door, worker);
    const due =
      own.created_on <= version.published_on
        ? daysAfter(version.published_on, DAYS_TO_SIGN - 1)
        : null;
    const isOver = due !== null && due < dateOfInstant(door.now());
    const view = { version, versions, text, due: isOver ? null : due, name };
    return framed(request, 'conduct', 'conduct.title', top, conductPart(w, view));
  };
  for (const path of ['', '/:version', '/:version/:lang'])
    app.get(
      `/staff/mine/conduct${path}`,
      {
        schema: {
          hide: true,
          params: Type.Object({
            version: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
            lang: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9-]{2,35}$' })),
          }),
        },
      },
      async (request, reply) => show(desk, request, reply, await conduct(request)),
    );
  postsOf(app, desk, conduct)<{ version: number; lang: string }>(
    '/staff/mine/conduct',
    {
      version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
      lang: Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }),
      read: Type.Literal('true'),
    },
    async ({ version, lang }, request) =>
      signConduct(door, await desk.worker(request), { version, lang }),
    { said: 'conduct.done' },
  );

  const days = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const own = await readOwnWork(door, await desk.worker(request));
    return framed(request, 'days', 'mine.days_title', top, daysPart(w, own, zone));
  };
  app.get('/staff/mine/days', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await days(request)),
  );
  // Nothing ticked sends no field at all, and says that she can come at no fixed time.
  postsOf(app, desk, days)<{ slots?: unknown } | null>(
    '/staff/mine/days',
    {},
    async (body, request) => {
      const slots = manyOf(body?.slots);
      if (slots.some((one) => !(SLOTS as readonly string[]).includes(one)))
        throw new Problem('bad_input', { field: 'slots' });
      await sayAvailability(door, await desk.worker(request), { slots: slots as Slot[] });
    },
  );

  const self = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w, nameOf: name } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const { languages } = await readOwnAccount(door, worker);
    const declared = await readDeclaration(door, worker);
    const offered = [...KNOWN_LANGUAGES.map(({ code }) => code), ...MORE_LANGUAGES];
    const view = { ...declared, languages, offered, name };
    return framed(request, 'self', 'mine.self_title', top, selfPart(w, view));
  };
  app.get('/staff/mine/self', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await self(request)),
  );
  const ofSelf = postsOf(app, desk, self);
  const Lang = { lang: Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }) };
  const changeLanguages = async (
    request: FastifyRequest,
    change: (languages: readonly string[]) => string[],
  ): Promise<void> => {
    const worker = await desk.worker(request);
    const { display_name, languages } = await readOwnAccount(door, worker);
    const changed = change(languages);
    if (changed.length > 20) throw new Problem('bad_input', { field: 'languages' });
    await changeOwn(door, worker, { display_name, languages: changed });
  };
  ofSelf<{ lang: string }>('/staff/mine/languages', Lang, ({ lang }, request) =>
    changeLanguages(request, (languages) => [...new Set([...languages, lang])]),
  );
  ofSelf<{ lang: string }>('/staff/mine/languages/removal', Lang, ({ lang }, request) =>
    changeLanguages(request, (languages) => languages.filter((one) => one !== lang)),
  );
  ofSelf<{ gender: string; community: string }>(
    '/staff/mine/self',
    { gender: Type.Enum(['woman', 'man', 'other', '']), community: Type.String({ maxLength: 60 }) },
    async ({ gender, community }, request) => {
      const said = community.trim();
      if (said.length === 1) throw new Problem('bad_input', { field: 'community' });
      await declareOneself(door, await desk.worker(request), {
        gender: gender === '' ? null : (gender as 'woman' | 'man' | 'other'),
        community: said || null,
      });
    },
  );
  ofSelf(
    '/staff/mine/self/removal',
    {},
    async (_body, request) =>
      declareOneself(door, await desk.worker(request), { gender: null, community: null }),
    { said: 'self.taken_back' },
  );
}
