/** Joinings of the past for whoever leads a point: listed, confirmed, taken back (chapter 30, section 1.4). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { html } from '../http/html.ts';
import {
  confirmLink,
  JOINING_STATES,
  joiningsOf,
  type JoiningState,
  UNDO_REASONS,
  undoLink,
} from '../people/index.ts';
import { readGaps } from '../protection/index.ts';
import { namesOf } from '../sync/index.ts';
import { type Desk, show, tongueOf } from './desk.ts';
import { postsOf, type ScreenOf } from './forms.ts';
import { JOININGS, joiningsAt, joiningsPart } from './pages/joinings.ts';
import { roomHead } from './pages/tabs.ts';
import { done } from './shell.ts';

const SHOWN = {
  show: Type.Optional(Type.Enum(['all', ...JOINING_STATES])),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
};
type Shown = { show?: JoiningState | 'all'; page?: number };

export function joiningsRoutes(app: FastifyInstance, desk: Desk): void {
  const { door, zone } = desk;

  const screen: ScreenOf = async (request, top = '') => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    // Refused as every screen of a point, before anything of it is read.
    await readGaps(door, worker);
    const asked = (request.method === 'GET' ? request.params : request.body) as Shown | null;
    const { show: shown = 'all', page = 1 } = asked ?? {};
    const state = shown === 'all' ? undefined : shown;
    const found = await joiningsOf(door, worker, { state, page });
    const subjects = [...new Set(found.joinings.flatMap(({ a, b }) => [a.subject, b.subject]))];
    const names = subjects.length ? await namesOf(door, worker, subjects) : [];
    const byToken = new Map(names.map(({ subject, text }) => [subject, text]));
    const named = (subject: string): string | undefined => byToken.get(subject);
    const body = joiningsPart(w, { ...found, state, named, zone });
    const main = html`${roomHead(w, 'point', 'twice')}<h1>${w.say('point.joinings')}</h1>${top}${body}`;
    const at = joiningsAt(state, found.page);
    return { room: 'point', at, title: w.text('point.joinings'), main };
  };
  for (const path of ['', '/:show', '/:show/:page'])
    app.get(
      `${JOININGS}${path}`,
      { schema: { hide: true, params: Type.Object(SHOWN) } },
      async (request, reply) => show(desk, request, reply, await screen(request)),
    );

  const post = postsOf(app, desk, screen);
  const params = Type.Object({ link: Type.String({ format: 'uuid' }) });
  const linkOf = (request: FastifyRequest): string => (request.params as { link: string }).link;
  post<Shown>(
    `${JOININGS}/:link`,
    SHOWN,
    async (_body, request) => confirmLink(door, await desk.worker(request), linkOf(request)),
    { said: 'twice.joined', params },
  );
  post<Shown & { reason: (typeof UNDO_REASONS)[number] }>(
    `${JOININGS}/:link/undo`,
    { ...SHOWN, reason: Type.Enum([...UNDO_REASONS]) },
    async ({ reason }, request) => {
      const { unsure } = await undoLink(door, await desk.worker(request), linkOf(request), reason);
      return done(tongueOf(desk, request).words.say('twice.apart', { n: unsure.length }));
    },
    { params },
  );
}
