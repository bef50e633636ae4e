/** For tests of protected paths: a desk with a tablet, officers with keys of their own, and the routes of compartments. */
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { v7 } from 'uuid';
import type { EventKind } from '../desk/kinds.ts';
import type { Operation } from '../desk/operation.ts';
import { anyOperation } from '../desk/testing.ts';
import type { Worker } from '../firewall/index.ts';
import { Problem, problemDetails } from '../http/problem.ts';
import { COOKIE } from '../staff/index.ts';
import { staffDoorOf } from '../staff/testing.ts';
import { deskHouse, type DeskHouse, POINT, type Tablet } from '../sync/testing.ts';
import type { Compartment } from './compartment.ts';
import type { KeyRoom } from './keys.ts';
import { type KeyPair, newGeneration, newKeyPair, wrapWithWords } from './member-key.ts';
import { protectionRoutes } from './routes.ts';

export const WORDS = 'a kite over the old harbour wall';
/** Cheap wraps: a test is no attack. */
export const EFFORT = 8;

export type Answer = { status: number; body: Record<string, unknown> };
export type ProtectionHouse = {
  desk: DeskHouse;
  app: FastifyInstance;
  get(worker: Worker, url: string): Promise<Answer>;
  post(worker: Worker, url: string, payload?: object): Promise<Answer>;
  keys(worker: Worker, compartment: Compartment): Promise<KeyRoom>;
  /** A role of the compartment, and an own key that is put away. */
  officer(compartment: Compartment): Promise<Worker & { own: KeyPair }>;
  /** The next generation, made by `maker`, who leads, for these. */
  makeKey(
    compartment: Compartment,
    maker: Worker,
    holders: readonly (Worker & { own: KeyPair })[],
  ): Promise<Answer>;
  close(): Promise<void>;
};

export async function protectionHouse(): Promise<ProtectionHouse> {
  const desk = await deskHouse();
  const app = Fastify();
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof Problem)) throw error;
    void reply.code(error.status).send(problemDetails(error));
  });
  await app.register(protectionRoutes, { door: staffDoorOf(desk.house) });
  const ask = async (method: 'GET' | 'POST', worker: Worker, url: string, payload?: object) => {
    const headers = { cookie: `${COOKIE}=${worker.session}` };
    const sent = payload === undefined ? {} : { payload };
    const answer = await app.inject({ method, url, headers, ...sent });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  };
  const house: ProtectionHouse = {
    desk,
    app,
    get: (worker, url) => ask('GET', worker, url),
    post: (worker, url, payload) => ask('POST', worker, url, payload),
    keys: async (worker, compartment) => {
      const { body } = await ask('GET', worker, `/api/compartments/${compartment}/keys`);
      return body as unknown as KeyRoom;
    },
    async officer(compartment) {
      const worker = await desk.worker(compartment);
      const own = await newKeyPair();
      const kept = await house.post(worker, `/api/compartments/${compartment}/member-key`, {
        recipient: own.recipient,
        passphrase: await wrapWithWords(own.identity, WORDS, EFFORT),
      });
      if (kept.status !== 201) throw new Error(JSON.stringify(kept));
      return { ...worker, own };
    },
    async makeKey(compartment, maker, holders) {
      const { keys } = await house.keys(maker, compartment);
      const made = await newGeneration(
        (keys?.[0]?.generation ?? 0) + 1,
        holders.map(({ actor, own }) => ({ account: actor, recipient: own.recipient })),
      );
      return house.post(maker, `/api/compartments/${compartment}/keys`, {
        ...made,
        lead: maker.actor,
      });
    },
    async close() {
      await app.close();
      await desk.close();
    },
  };
  return house;
}

let made = 1_000;
/** An operation of a tablet with these events of one visit. */
export function operation(
  tablet: Tablet,
  visit: string,
  events: readonly (readonly [EventKind, Record<string, unknown>, (string | undefined)?])[],
  more: Partial<Operation> = {},
): Operation {
  const at = new Date().toISOString();
  return {
    ...anyOperation(++made),
    op_id: v7(),
    device_id: tablet.device,
    point_id: POINT,
    made_at: at,
    events: events.map(([kind, body, subject]) => ({
      event_id: v7(),
      kind,
      v: 1 as const,
      visit_id: visit,
      at,
      body,
      ...(subject ? { subject } : {}),
    })),
    ...more,
  };
}

/** Somebody comes in; the visit's number. */
export async function comesIn(tablet: Tablet, subject?: string): Promise<string> {
  const visit = randomUUID();
  const opened = { channel: 'walk_in', heads: 1, ticket_picture: 'kite', ticket_number: 7 };
  const person = subject ? { people: [{ subject, age_band: '12-17' as const }] } : {};
  const { verdicts } = await tablet.send([
    { op: operation(tablet, visit, [['visit_opened', opened, subject]], person) },
  ]);
  if (verdicts[0]?.result !== 'recorded') throw new Error(JSON.stringify(verdicts));
  return visit;
}

/** The desk flags it: the visit goes into the hands of a compartment. */
export const handsOver = (tablet: Tablet, visit: string, compartment: Compartment, more = {}) =>
  tablet.send([
    {
      op: operation(tablet, visit, [['pathway_opened', { level: 'now' }]], {
        pathways: [{ visit_id: visit, compartment }],
        ...more,
      }),
    },
  ]);
