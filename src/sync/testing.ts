/** For tests of the desk's server: a house with workers at a point, signed in, and a server with the routes of tablets. */
import { randomUUID } from 'node:crypto';
import { Encrypter } from 'age-encryption';
import Fastify, { type FastifyInstance } from 'fastify';
import { v7 } from 'uuid';
import type { Operation, Verdict } from '../desk/operation.ts';
import { anyOperation } from '../desk/testing.ts';
import { asOwner, insert } from '../firewall/context/testing.ts';
import type { MayIssue, Worker } from '../firewall/index.ts';
import type { TestKeeper } from '../firewall/keeper/testing.ts';
import { openInstallation } from '../../test/attack/installation.ts';
import { Problem, problemDetails } from '../http/problem.ts';
import { addAccount, grantRole, recordTraining } from '../staff/accounts.ts';
import { COOKIE, DATA_PROTECTION, invite } from '../staff/index.ts';
import { courseOf, type StaffRole } from '../staff/roles.ts';
import { settle, staffDoorOf, type TestHouse, testHouse } from '../staff/testing.ts';
import { syncRoutes } from './routes.ts';
import { newSessionKey, type SessionKey, signOperation } from './signature.ts';
import type { ChangeLine, DeskStart } from './wire.ts';

/** The point of every test, registered for the organisation. */
export const POINT = '00000000-0000-4000-8000-0000000000aa';

export type DeskHouse = {
  house: TestHouse;
  app: FastifyInstance;
  /** Signed in, with one role at all points, trained for it. */
  worker(role: StaffRole): Promise<Worker>;
  tablet(worker: Worker, device?: string): Promise<Tablet>;
  close(): Promise<void>;
};

/** A tablet in the hands of a worker, as its program would speak. */
export type Tablet = {
  device: string;
  start: DeskStart;
  headers: Record<string, string>;
  key: SessionKey;
  /** Sealed and signed, as it lies in the outbox. */
  seal(op: Operation): Promise<string>;
  send(ops: object[]): Promise<{ status: number; verdicts: Verdict[] }>;
  changes(since?: string): Promise<{ lines: ChangeLine[]; cursor: string; more: boolean }>;
};

/** As users run it: everything that was answered is on the disk. */
async function durable(folder: string, mayIssue: MayIssue): Promise<TestKeeper> {
  const { database, ...rest } = await openInstallation({ folder, mayIssue, poolSize: 24 });
  return { ...rest, main: database } as unknown as TestKeeper;
}

/** @param options `folder`: a durable installation there, for what measures; otherwise a throw-away one. */
export async function deskHouse({ folder = '' } = {}): Promise<DeskHouse> {
  const house = await testHouse(folder ? (mayIssue) => durable(folder, mayIssue) : undefined);
  const [first] = house.administrators;
  if (!first) throw new Error('a house has administrators');
  const amira = await settle(house, first);
  const names = { org_id: house.org, source_lang: 'en' };
  await insert(house.database, 'directory.location', { ...names, id: POINT, name: 'Harbour hub' });
  await insert(house.database, 'directory.point', {
    location_id: POINT,
    org_id: house.org,
    kind: 'hub',
    spaces: ['minors', 'mother_baby'],
  });
  const app = Fastify();
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof Problem)) throw error;
    void reply.code(error.status).send(problemDetails(error));
  });
  await app.register(syncRoutes, {
    door: staffDoorOf(house),
    secret: (label) => house.kept.keystore.derived(label),
  });
  let people = 0;
  return {
    house,
    app,
    async worker(role) {
      const account = randomUUID();
      const login = `worker-${++people}`;
      await addAccount(house.door, amira, { account_id: account, login, display_name: login });
      const { token } = await invite(house.door, amira, account, 'new');
      const worker = await settle(house, { account, token });
      await grantRole(house.door, amira, account, { role });
      const course = courseOf(role);
      const passed = { hours: 4, passed_on: '2026-01-01', valid_until: '2030-01-01' };
      if (course) await recordTraining(house.door, amira, account, { course, ...passed });
      const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
      const module = { ...passed, passed_on: yesterday, course: DATA_PROTECTION };
      await recordTraining(house.door, amira, account, module);
      house.forget();
      return worker;
    },
    async tablet(worker, device = randomUUID()) {
      const key = await newSessionKey();
      const headers = {
        cookie: `${COOKIE}=${worker.session}`,
        'desk-device': `${device}.${device.slice(0, 8)}-is-its-secret`,
        'desk-session-key': key.publicKey,
      };
      const started = await app.inject({ url: '/api/desk/start', headers });
      if (started.statusCode !== 200)
        throw new Error(`start: ${started.statusCode} ${started.body}`);
      const start = started.json<DeskStart>();
      return {
        device,
        start,
        headers,
        key,
        async seal(op) {
          const writer = new Encrypter();
          writer.addRecipient(start.intake_key.recipient);
          const sealed = await writer.encrypt(JSON.stringify(await signOperation(op, key)));
          return Buffer.from(sealed).toString('base64url');
        },
        async send(ops) {
          const answer = await app.inject({
            method: 'POST',
            url: '/api/desk/ops',
            headers: {
              ...headers,
              'desk-outbox': `waiting=${ops.length};oldest=-;seq=1;point=${POINT}`,
            },
            payload: { ops },
          });
          return {
            status: answer.statusCode,
            verdicts: answer.json<{ verdicts: Verdict[] }>().verdicts,
          };
        },
        async changes(since) {
          const query = since ? `&since=${encodeURIComponent(since)}` : '';
          const answer = await app.inject({
            url: `/api/desk/changes?point=${POINT}${query}`,
            headers,
          });
          const lines = answer.body
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as ChangeLine);
          const last = lines.at(-1);
          if (!last || !('cursor' in last)) throw new Error('a feed without an end');
          return { lines: lines.slice(0, -1), cursor: last.cursor, more: last.more === true };
        },
      };
    },
    async close() {
      await app.close();
      await house.close();
    },
  };
}

/** Runs one statement as the owner of the database. */
export const owner = (house: DeskHouse, sql: string, values: unknown[] = []) =>
  asOwner(house.house.database, (tx) => tx.query(sql, values));

let made = 0;
/** A walk-in at the point, made now on a tablet, with numbers that nobody else has; `subject` makes it somebody's with a token. */
export function walkIn(
  { device }: Pick<Tablet, 'device'>,
  { subject, ...more }: Partial<Operation> & { subject?: string } = {},
): Operation {
  const op = anyOperation(++made);
  const visit_id = randomUUID();
  const now = new Date().toISOString();
  const hers = { visit_id, ...(subject ? { subject } : {}) };
  return {
    ...op,
    op_id: v7(),
    device_id: device,
    point_id: POINT,
    made_at: now,
    ...(subject ? { people: [{ subject }] } : {}),
    events: op.events.map((event) => ({ ...event, at: now, event_id: v7(), ...hers })),
    ...more,
  };
}
