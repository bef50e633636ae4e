/** A desk with its staff routes, an administrator and one worker: what the team, its roles and its interpreters are tried on. */
import { daysAfter } from '../languages/days.ts';
import Fastify from 'fastify';
import type { Worker } from '../firewall/index.ts';
import { Problem, problemDetails } from '../http/problem.ts';
import { deskHouse, type DeskHouse } from '../sync/testing.ts';
import { COOKIE } from './door.ts';
import { staffRoutes } from './routes/index.ts';
import { ORIGIN, staffDoorOf } from './testing.ts';

export type TeamStand = {
  desk: DeskHouse;
  admin: Worker;
  yonas: Worker;
  ask(
    method: 'GET' | 'POST',
    worker: Worker,
    url: string,
    payload?: object,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Sets the clocks right. */
  wind(): void;
  close(): Promise<void>;
};

export async function teamStand(): Promise<TeamStand> {
  const desk = await deskHouse();
  const app = Fastify();
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof Problem)) throw error;
    void reply.code(error.status).send(problemDetails(error));
  });
  await app.register(staffRoutes, {
    door: staffDoorOf(desk.house),
    steps: desk.house.door.steps,
    origin: ORIGIN,
    name: 'Wayhouse',
  });
  return {
    desk,
    admin: await desk.worker('administrator'),
    yonas: await desk.worker('desk'),
    async ask(method, worker, url, payload) {
      const headers = { cookie: `${COOKIE}=${worker.session}` };
      const answer = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
      return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
    },
    wind() {
      desk.house.kept.clock.now = desk.house.clock.now = Date.now();
    },
    async close() {
      await app.close();
      await desk.close();
    },
  };
}

/** A course as it is written down for somebody: passed and good until so many days from `day`. */
export const trainingAt =
  (day: string) =>
  (course: string, passed: number, valid: number, more: object = {}) => ({
    course,
    hours: 8,
    subjects: [],
    passed_on: daysAfter(day, passed),
    valid_until: daysAfter(day, valid),
    ...more,
  });
