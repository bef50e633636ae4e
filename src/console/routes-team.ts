/** The team for those who lead it: badges, the roster of the week, languages, interpreters, the code of conduct. */
import { daysAfter } from '../languages/days.ts';
import { timeTyped } from '../languages/typed-day.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { html, type RawHtml } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import {
  addShift,
  assign,
  nameInterpreter,
  publishConduct,
  readConduct,
  readConductTexts,
  readInterpreting,
  readPoints,
  readTeam,
  readWeek,
  removeShift,
  SETTINGS,
  unassign,
} from '../staff/index.ts';
import { type Desk, show, tongueOf } from './desk.ts';
import { HIDDEN, manyOf, postsOf, type Typed } from './forms.ts';
import { roomHead } from './pages/tabs.ts';
import { publishPart } from './pages/team-conduct.ts';
import { interpretersPart } from './pages/team-interpreters.ts';
import { languagesPart, teamPart } from './pages/team-people.ts';
import { rosterPart } from './pages/team-roster.ts';
import type { Screen } from './shell.ts';
import { momentOf, wallOf } from '../languages/zone.ts';
import { mondayOf } from './wall-clock.ts';

/** Languages that a shift is asked to have: so many of those that visitors speak most. */
const MOST_LANGUAGES = 16;
const LONGEST_SHIFT = 16 * 3_600_000;

type Part = '' | 'roster' | 'languages' | 'interpreters' | 'conduct';
type Week = { point?: string; day?: string };

export function teamRoutes(app: FastifyInstance, desk: Desk): void {
  const { door, zone } = desk;
  const framed = (
    request: FastifyRequest,
    part: Part,
    top: RawHtml | '',
    body: RawHtml,
    at = `/staff/team${part ? `/${part}` : ''}`,
  ): Screen => {
    const { words: w } = tongueOf(desk, request);
    const title = `team.${part || 'people'}`;
    const main = html`${roomHead(w, 'team', part)}<h1>${w.say(title)}</h1>${top}${body}`;
    return { room: 'team', at, title: w.text(title), main };
  };

  const people = async (request: FastifyRequest): Promise<Screen> => {
    const { words: w, nameOf } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const now = door.now();
    const { team } = await readTeam(door, worker, now);
    return framed(request, '', '', teamPart(w, team, worker.actor, nameOf, now));
  };
  app.get('/staff/team', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await people(request)),
  );
  const languages = async (request: FastifyRequest): Promise<Screen> => {
    const { words: w, nameOf } = tongueOf(desk, request);
    const { mirror } = await readTeam(door, await desk.worker(request), door.now());
    return framed(request, 'languages', '', languagesPart(w, mirror, nameOf));
  };
  app.get('/staff/team/languages', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await languages(request)),
  );

  const roster = async (
    request: FastifyRequest,
    top: RawHtml | '' = '',
    typed: Typed = {},
  ): Promise<Screen> => {
    const { words: w, nameOf: name } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const points = await readPoints(door, worker);
    const wanted = request.params as Week;
    const point = wanted.point
      ? points.find(({ point_id }) => point_id === wanted.point)
      : points[0];
    if (!point && wanted.point) throw new Problem('not_found');
    if (!point) return framed(request, 'roster', top, html`<p>${w.say('mine.no_point')}</p>`);
    const today = wallOf(zone, door.now()).day;
    const monday = mondayOf(wanted.day ?? today);
    const span = {
      point: point.point_id,
      from: momentOf(zone, monday, '00:00'),
      to: momentOf(zone, daysAfter(monday, 7), '00:00'),
    };
    const { shifts } = await readWeek(door, worker, span);
    const { mirror } = await readTeam(door, worker, door.now());
    const tags = mirror.languages.map(({ tag }) => tag).slice(0, MOST_LANGUAGES);
    const view = { point, points, monday, today, shifts, languages: tags, zone, name, typed };
    const at = `/staff/team/roster/${point.point_id}/${monday}`;
    return framed(request, 'roster', top, rosterPart(w, view), at);
  };
  const WeekParams = Type.Object({
    point: Type.String({ format: 'uuid' }),
    day: Type.String({ format: 'date' }),
  });
  const ShiftParams = Type.Object({
    ...WeekParams.properties,
    shift: Type.String({ format: 'uuid' }),
  });
  app.get('/staff/team/roster', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await roster(request)),
  );
  app.get(
    '/staff/team/roster/:point/:day',
    { schema: { hide: true, params: WeekParams } },
    async (request, reply) => show(desk, request, reply, await roster(request)),
  );
  const ofRoster = postsOf(app, desk, roster);
  const one = '/staff/team/roster/:point/:day/shifts';
  const shiftOf = (request: FastifyRequest): string => (request.params as { shift: string }).shift;
  type Asked = { shift_id: string; day: string; starts: string; ends: string; languages?: unknown };
  ofRoster<Asked>(
    one,
    {
      shift_id: Type.String({ format: 'uuid' }),
      day: Type.String({ format: 'date' }),
      starts: Type.String({ maxLength: 12 }),
      ends: Type.String({ maxLength: 12 }),
      languages: Type.Optional(Type.Unknown()),
    },
    async ({ shift_id, day, languages: tags, ...typed }, request) => {
      const [starts, ends] = [timeTyped(typed.starts), timeTyped(typed.ends)];
      if (!starts || !ends) throw new Problem('bad_input', { field: starts ? 'ends' : 'starts' });
      const from = momentOf(zone, day, starts);
      // A shift of the night ends on the next day.
      const to = momentOf(zone, ends > starts ? day : daysAfter(day, 1), ends);
      if (to - from > LONGEST_SHIFT) throw new Problem('bad_input', { field: 'ends' });
      const asked = manyOf(tags);
      if (asked.length > 20 || asked.some((tag) => !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag)))
        throw new Problem('bad_input', { field: 'languages' });
      const worker = await desk.worker(request);
      const { point } = request.params as { point: string };
      if (!(await readPoints(door, worker)).some(({ point_id }) => point_id === point))
        throw new Problem('not_found');
      await addShift(door, worker, {
        shift_id,
        point_id: point,
        starts_at: new Date(from).toISOString(),
        ends_at: new Date(to).toISOString(),
        languages: asked,
      });
    },
    { params: WeekParams },
  );
  ofRoster<{ who: string }>(
    `${one}/:shift/people`,
    { who: Type.String({ pattern: '^[0-9a-f-]{36} [a-z_]{3,40}$' }) },
    async ({ who }, request) => {
      const [account = '', role = ''] = who.split(' ');
      await assign(door, await desk.worker(request), shiftOf(request), { account, role });
    },
    { params: ShiftParams },
  );
  ofRoster<{ account: string }>(
    `${one}/:shift/removals`,
    { account: Type.String({ format: 'uuid' }) },
    async ({ account }, request) =>
      unassign(door, await desk.worker(request), shiftOf(request), account),
    { params: ShiftParams },
  );
  ofRoster(
    `${one}/:shift/removal`,
    {},
    async (_body, request) => removeShift(door, await desk.worker(request), shiftOf(request)),
    { params: ShiftParams },
  );

  const interpreters = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w, nameOf: name } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const now = door.now();
    const found = await readInterpreting(door, worker, now);
    const { team } = await readTeam(door, worker, now);
    const body = interpretersPart(w, found, team, { own: worker.actor, zone, name, now });
    return framed(request, 'interpreters', top, body);
  };
  app.get('/staff/team/interpreters', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await interpreters(request)),
  );
  type Named = { account: string; qualification: 'qualified' | 'lay'; settings?: unknown };
  postsOf(app, desk, interpreters)<Named>(
    '/staff/team/interpreters',
    {
      account: Type.String({ format: 'uuid' }),
      qualification: Type.Enum(['qualified', 'lay']),
      settings: Type.Optional(Type.Unknown()),
    },
    async ({ account, qualification, settings }, request) => {
      const how = SETTINGS.filter((setting) => manyOf(settings).includes(setting));
      if (how.length === 0) throw new Problem('bad_input', { field: 'settings' });
      const input = { account, qualification, settings: how };
      await nameInterpreter(door, await desk.worker(request), input);
    },
  );

  const conduct = async (
    request: FastifyRequest,
    top: RawHtml | '' = '',
    typed: Typed = {},
  ): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const versions = await readConduct(door, worker);
    const { team, signed } = await readTeam(door, worker, door.now());
    const [newest] = versions;
    const texts = newest ? await readConductTexts(door, worker, newest.version) : [];
    const drafts = desk.tongues.offered.map(({ language, words }) => ({
      lang: language.code,
      dir: language.dir,
      title: language.autonym,
      body:
        texts.find(({ lang }) => lang === language.code)?.body ??
        (texts.length ? '' : words.text('conduct.draft')),
    }));
    const unsigned = team.filter(({ account }) => !signed.includes(account));
    const view = { versions, unsigned, all: team.length, drafts, typed };
    return framed(request, 'conduct', top, publishPart(w, view));
  };
  app.get('/staff/team/conduct', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await conduct(request)),
  );
  const boxes = desk.tongues.offered.map(({ language }) => language.code);
  postsOf(app, desk, conduct)<Record<string, string>>(
    '/staff/team/conduct',
    {
      sure: Type.Literal('true'),
      ...Object.fromEntries(
        boxes.map((code) => [`text_${code}`, Type.Optional(Type.String({ maxLength: 20_000 }))]),
      ),
    },
    async (body, request) => {
      const texts = boxes.flatMap((lang) => {
        const text = (body[`text_${lang}`] ?? '').replaceAll('\r\n', '\n').trim();
        return text ? [{ lang, body: text }] : [];
      });
      if (texts.length === 0 || texts.some((text) => text.body.length < 100))
        throw new Problem('bad_input', { field: 'conduct_text' });
      await publishConduct(door, await desk.worker(request), { texts });
    },
    { said: 'conduct.published' },
  );
}
