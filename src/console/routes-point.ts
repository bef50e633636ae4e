/** A point for whoever leads it: who is here, work that waits, tablets, possible duplicates, gaps, the close of the days. */
import { daysAfter } from '../languages/days.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { countCorrections } from '../firewall/corrections/index.ts';
import type { NodeSecret, Worker } from '../firewall/index.ts';
import { html, type RawHtml } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import {
  type Circles,
  confirmLink,
  decidePossible,
  type PossibleList,
  possibleAt,
  UNDO_REASONS,
  undoLink,
  waitingLinks,
} from '../people/index.ts';
import { readGaps } from '../protection/index.ts';
import { type PointName, readDeskTeam, type Team } from '../staff/index.ts';
import { NOT_TAKEN, namesOf, type NotTaken, openManaging, readDays } from '../sync/index.ts';
import { type Desk, show, tongueOf } from './desk.ts';
import { HIDDEN, postsOf } from './forms.ts';
import { alongAt, alongPart } from './pages/point-along.ts';
import { daysOfPart } from './pages/point-days.ts';
import { devicesPart, silentOf } from './pages/point-devices.ts';
import { gapsIn, gapsPart } from './pages/point-gaps.ts';
import { heldPart } from './pages/point-held.ts';
import { nowPart } from './pages/point-now.ts';
import { twicePart, undoForm } from './pages/point-twice.ts';
import { roomHead } from './pages/tabs.ts';
import { bad, done, type Screen } from './shell.ts';
import { momentOf, wallOf } from '../languages/zone.ts';
import { saidAt } from './wall-clock.ts';

/** Days that are looked back on, today included. */
const DAYS_BACK = 7;
/** The keeper opens so many names at once. */
const MOST_NAMES = 50;

type Gaps = Awaited<ReturnType<typeof readGaps>>;
type Part = '' | 'held' | 'devices' | 'twice' | 'gaps' | 'days';
type Whole = {
  team: Team;
  points: PointName[];
  point: PointName | undefined;
  person: (account: string) => string;
};
const idOf = (request: FastifyRequest): string | undefined =>
  (request.params as { id?: string } | undefined)?.id;

export function pointRoutes(
  app: FastifyInstance,
  desk: Desk,
  secret: NodeSecret,
  circles: Circles,
): void {
  const { door, zone } = desk;
  const managing = openManaging(door, secret, door.now);
  const framed = (
    request: FastifyRequest,
    part: Part,
    top: RawHtml | '',
    body: RawHtml,
    at = `/staff/point${part ? `/${part}` : ''}`,
  ): Screen => {
    const { words: w } = tongueOf(desk, request);
    const title = `point.${part || 'now'}`;
    const main = html`${roomHead(w, 'point', part)}<h1>${w.say(title)}</h1>${top}${body}`;
    return { room: 'point', at, title: w.text(title), main };
  };
  /** Own points by name; the asked one, or the first. @throws `not_found`, `not_allowed` for who leads no point */
  const pointsOf = async (
    worker: Worker,
    id?: string,
  ): Promise<{ points: PointName[]; point: PointName | undefined; gaps: Gaps }> => {
    const gaps = await readGaps(door, worker);
    const points = gaps.map(({ point_id, name }) => ({ point_id, name }));
    const point = id ? points.find(({ point_id }) => point_id === id) : points[0];
    if (id && !point) throw new Problem('not_found');
    return { points, point, gaps };
  };
  const wholeOf = async (request: FastifyRequest, worker: Worker, id?: string): Promise<Whole> => {
    const { words: w } = tongueOf(desk, request);
    const { points, point } = await pointsOf(worker, id);
    const team = point
      ? await readDeskTeam(door, worker, point.point_id, door.now())
      : { team: [], services: [] };
    const names = new Map(team.team.map(({ account, name }) => [account, name]));
    return {
      team,
      points,
      point,
      person: (account) => names.get(account) ?? w.text('point.former'),
    };
  };
  const pointName =
    (points: readonly PointName[]) =>
    (id: string): string =>
      points.find(({ point_id }) => point_id === id)?.name ?? '-';
  const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
  const withId = { schema: { hide: true, params: Id } } as const;

  const now = async (request: FastifyRequest): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const { points, point, gaps } = await pointsOf(worker, idOf(request));
    if (!point) return framed(request, '', '', html`<p>${w.say('mine.no_point')}</p>`);
    const team = await readDeskTeam(door, worker, point.point_id, door.now());
    const waiting = {
      held: await managing.waiting(worker),
      silent: silentOf(await managing.devices(worker), door.now()).length,
      twice: (await waitingLinks(door, worker)).length,
      wrong: await countCorrections(door, worker),
      gaps: gapsIn(gaps),
    };
    return framed(request, '', '', nowPart(w, { point, points, team, waiting, zone }));
  };
  app.get('/staff/point', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await now(request)),
  );
  app.get('/staff/point/:id', withId, async (request, reply) =>
    show(desk, request, reply, await now(request)),
  );

  const held = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const found = await managing.held(worker);
    const devices = await managing.devices(worker);
    const { points, person } = await wholeOf(request, worker);
    const view = { ...found, devices, person, point: pointName(points), zone };
    return framed(request, 'held', top, heldPart(w, view));
  };
  app.get('/staff/point/held', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await held(request)),
  );
  type Decision = { decision: 'admitted' | 'dropped'; why?: NotTaken };
  postsOf(app, desk, held)<Decision>(
    '/staff/point/held/:id',
    {
      decision: Type.Enum(['admitted', 'dropped']),
      why: Type.Optional(Type.Enum([...NOT_TAKEN])),
    },
    async ({ decision, why }, request) => {
      const { id } = request.params as { id: string };
      const worker = await desk.worker(request);
      if (decision === 'dropped' && !why) throw new Problem('bad_input', { field: 'why' });
      const before = await managing.decide(
        worker,
        id,
        decision === 'dropped' && why ? { decision, why } : { decision: 'admitted' },
      );
      if (!before) return undefined;
      const { words: w } = tongueOf(desk, request);
      const { person } = await wholeOf(request, worker);
      const said = before.decision === 'admitted' ? 'held.taken_before' : 'held.dropped_before';
      return bad(
        w.say(said, {
          person: html`<bdi>${person(before.by)}</bdi>`,
          time: saidAt(w, zone, before.at, 'moment'),
        }),
      );
    },
    { said: 'held.decided', params: Id },
  );

  const devices = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const { points } = await pointsOf(worker);
    const view = {
      devices: await managing.devices(worker),
      carryings: await managing.carryings(worker),
      points,
      zone,
      now: door.now(),
    };
    return framed(request, 'devices', top, devicesPart(w, view));
  };
  app.get('/staff/point/devices', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await devices(request)),
  );
  postsOf(app, desk, devices)(
    '/staff/point/devices/:id/loss',
    {},
    async (_body, request) => {
      const { id } = request.params as { id: string };
      await managing.revoke(await desk.worker(request), id);
    },
    { said: 'devices.revoked', params: Id },
  );
  postsOf(app, desk, devices)(
    '/staff/point/devices/:id/return',
    {},
    async (_body, request) => {
      const { id } = request.params as { id: string };
      await managing.takeBack(await desk.worker(request), id);
    },
    { said: 'devices.returned', params: Id },
  );
  const along = async (request: FastifyRequest): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const { id, page = 1 } = request.params as { id: string; page?: number };
    const worker = await desk.worker(request);
    // Refused as every screen of a point, before anything of it is read.
    await pointsOf(worker);
    const device = (await managing.devices(worker)).find(({ device_id }) => device_id === id);
    if (!device) throw new Problem('not_found');
    const found = await managing.manifest(worker, { device: id, page });
    const subjects = found.people.map(({ subject }) => subject);
    const names = new Map(
      (subjects.length ? await namesOf(door, worker, subjects) : []).map((one) => [
        one.subject,
        one.text,
      ]),
    );
    const body = alongPart(w, { ...found, device, named: (one) => names.get(one), zone });
    const main = html`${roomHead(w, 'point', 'devices')}<h1>${w.say('point.along')}</h1>${body}`;
    return { room: 'point', at: alongAt(id, found.page), title: w.text('point.along'), main };
  };
  for (const path of ['', '/:page'])
    app.get(
      `/staff/point/devices/:id/along${path}`,
      {
        schema: {
          hide: true,
          params: Type.Object({
            id: Type.String({ format: 'uuid' }),
            page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
          }),
        },
      },
      async (request, reply) => show(desk, request, reply, await along(request)),
    );
  postsOf(app, desk, devices)<{ point: string; days: number }>(
    '/staff/point/devices/:id/carrying',
    {
      point: Type.String({ format: 'uuid' }),
      days: Type.Integer({ minimum: 1, maximum: 3 }),
    },
    async ({ point, days }, request) => {
      const { id } = request.params as { id: string };
      await managing.letCarry(await desk.worker(request), { device: id, point, days });
    },
    { said: 'devices.carry_let', params: Id },
  );
  postsOf(app, desk, devices)(
    '/staff/point/devices/:id/carrying/end',
    {},
    async (_body, request) => {
      const { id } = request.params as { id: string };
      await managing.endCarrying(await desk.worker(request), id);
    },
    { said: 'devices.carry_ended', params: Id },
  );

  const gaps = async (request: FastifyRequest): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const points = await readGaps(door, await desk.worker(request));
    return framed(request, 'gaps', '', gapsPart(w, points, zone));
  };
  app.get('/staff/point/gaps', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await gaps(request)),
  );

  const days = async (request: FastifyRequest): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const { points, point, person } = await wholeOf(request, worker, idOf(request));
    if (!point) return framed(request, 'days', '', html`<p>${w.say('mine.no_point')}</p>`);
    const dayOf = (ms: number): string => wallOf(zone, ms).day;
    const today = dayOf(door.now());
    const from = momentOf(zone, daysAfter(today, 1 - DAYS_BACK), '00:00');
    const found = await readDays(door, worker, { point: point.point_id, from, dayOf });
    const view = { days: found, point, points, today, person, zone };
    return framed(request, 'days', '', daysOfPart(w, view), `/staff/point/days/${point.point_id}`);
  };
  for (const path of ['/staff/point/days', '/staff/point/days/:id'])
    app.get(path, path.endsWith(':id') ? withId : HIDDEN, async (request, reply) =>
      show(desk, request, reply, await days(request)),
    );

  /** Nothing for who may not look people up: the rest of the page is hers. */
  const possibleOf = async (worker: Worker, point: string): Promise<PossibleList | undefined> => {
    try {
      return await possibleAt(door, circles, worker, point);
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  };
  const twice = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const { points, point } = await pointsOf(worker, idOf(request));
    if (!point) return framed(request, 'twice', '', html`<p>${w.say('mine.no_point')}</p>`);
    const waiting = await waitingLinks(door, worker);
    const subjects = [...new Set(waiting.flatMap(({ a, b }) => [a, b]))].slice(0, MOST_NAMES);
    const names = subjects.length ? await namesOf(door, worker, subjects) : [];
    const byToken = new Map(names.map(({ subject, text }) => [subject, text]));
    const possible = await possibleOf(worker, point.point_id);
    const named = (subject: string): string | undefined => byToken.get(subject);
    const body = twicePart(w, { waiting, named, possible, point, points, zone });
    return framed(request, 'twice', top, body, `/staff/point/twice/${point.point_id}`);
  };
  app.get('/staff/point/twice', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await twice(request)),
  );
  app.get('/staff/point/twice/:id', withId, async (request, reply) =>
    show(desk, request, reply, await twice(request)),
  );
  const ofTwice = postsOf(app, desk, twice);
  const Link = Type.Object({ link: Type.String({ format: 'uuid' }) });
  const linkOf = (request: FastifyRequest): string => (request.params as { link: string }).link;
  ofTwice(
    '/staff/point/twice/links/:link',
    {},
    async (_body, request) => {
      const link = linkOf(request);
      await confirmLink(door, await desk.worker(request), link);
      const { words: w } = tongueOf(desk, request);
      return html`${done(w.say('twice.joined'))}<details><summary>${w.say('twice.undo')}</summary>${undoForm(w, `/staff/point/twice/links/${link}/undo`, 'twice.undo_sure')}</details>`;
    },
    { params: Link },
  );
  ofTwice<{ reason: (typeof UNDO_REASONS)[number] }>(
    '/staff/point/twice/links/:link/undo',
    { reason: Type.Enum([...UNDO_REASONS]) },
    async ({ reason }, request) => {
      const { unsure } = await undoLink(door, await desk.worker(request), linkOf(request), reason);
      const { words: w } = tongueOf(desk, request);
      return done(w.say('twice.apart', { n: unsure.length }));
    },
    { params: Link },
  );
  ofTwice<{ subject: string; link_id: string; other: string }>(
    '/staff/point/twice/:id/possible',
    {
      subject: Type.String({ format: 'uuid' }),
      link_id: Type.String({ format: 'uuid' }),
      other: Type.Union([Type.Literal(''), Type.String({ format: 'uuid' })]),
    },
    async ({ subject, link_id, other }, request) => {
      const worker = await desk.worker(request);
      await decidePossible(
        door,
        secret,
        worker,
        other ? { subject, decision: 'compared', other, link_id } : { subject, decision: 'apart' },
      );
    },
    { said: 'twice.decided', params: Id },
  );
}
