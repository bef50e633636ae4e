/** What people say is wrong in their records: read and answered by whoever leads a point (FIRE-09). */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  answerCorrection,
  countCorrections,
  readCorrections,
} from '../firewall/corrections/index.ts';
import { html } from '../http/html.ts';
import { readGaps } from '../protection/index.ts';
import { namesOf } from '../sync/index.ts';
import { type Desk, show, tongueOf } from './desk.ts';
import { HIDDEN, postsOf, type ScreenOf } from './forms.ts';
import { ANSWERS, WRONG, wrongPart } from './pages/point-wrong.ts';
import { roomHead } from './pages/tabs.ts';

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });

export function wrongRoutes(app: FastifyInstance, desk: Desk): void {
  const { door, zone } = desk;
  const screen: ScreenOf = async (request, top = '') => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    // Refused as every screen of a point, before anything of it is read.
    await readGaps(door, worker);
    const waiting = await countCorrections(door, worker);
    const corrections = waiting ? await readCorrections(door, worker) : [];
    const subjects = [...new Set(corrections.map(({ subject }) => subject))];
    const names = new Map(
      (subjects.length ? await namesOf(door, worker, subjects) : []).map((one) => [
        one.subject,
        one.text,
      ]),
    );
    const view = { corrections, waiting, named: (one: string) => names.get(one), zone };
    return {
      room: 'point',
      at: WRONG,
      title: w.text('point.wrong'),
      main: html`${roomHead(w, 'point', 'wrong')}<h1>${w.say('point.wrong')}</h1>${top}${wrongPart(w, view)}`,
    };
  };
  app.get(WRONG, HIDDEN, async (request, reply) =>
    show(desk, request, reply, await screen(request)),
  );
  postsOf(app, desk, screen)<{ answer: (typeof ANSWERS)[number] }>(
    `${WRONG}/:id`,
    { answer: Type.Enum([...ANSWERS]) },
    async ({ answer }, request) => {
      const worker = await desk.worker(request);
      await readGaps(door, worker);
      await answerCorrection(door, worker, (request.params as { id: string }).id, answer);
    },
    { said: 'wrong.answered', params: Id },
  );
}
