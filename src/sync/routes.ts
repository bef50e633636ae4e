/** What tablets ask over HTTP (design chapter 30, sections 5 and 8); shapes in `wire.ts`. Nothing of it may be kept by a cache. */
import { createHash } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Problem } from '../http/problem.ts';
import type { HouseDoor } from '../staff/index.ts';
import { changesSince } from './changes.ts';
import { listDevices, lostTo, returnDevice, revokeDevice } from './devices.ts';
import { decidedOf, decideHeld, listHeld } from './held.ts';
import { OpsInput, takeIn } from './intake.ts';
import { type DeviceReport, knownDevices } from './known-devices.ts';
import { MOST_OPENED, namesOf, notesOf } from './names.ts';
import { type DeskNews, deskNews } from './news.ts';
import { intakeKeys, wipeOrders } from './node-keys.ts';
import type { NodeSecret, Worker } from '../firewall/index.ts';
import { type Registration, startShift } from './start.ts';
import {
  BATCH_OPS,
  CHANGES,
  CLOCK_HEADER,
  DEPTH_HEADER,
  DEVICE_HEADER,
  HELD,
  NOT_TAKEN,
  type NotTaken,
  OPS,
  SESSION_KEY_HEADER,
  START,
  USE_HEADER,
} from './wire.ts';

export type SyncOptions = {
  door: HouseDoor;
  secret: NodeSecret;
  /** Shared with the other doors, so that a quiet desk hears of what is done there. */
  news?: DeskNews;
  /** Ms since 1970. */
  now?: () => number;
};

const Id = Type.String({ format: 'uuid' });
/** Forty tablets of one house have one address, and each asks every few seconds: for them the limit of one visitor is none. */
const A_MINUTE = 20_000;

const described = (summary: string, more: object = {}) => ({
  config: { rateLimit: { max: A_MINUTE } },
  schema: {
    tags: ['Desk'],
    summary,
    ...more,
    response: { '2xx': Type.Unsafe<never>({ type: 'object', additionalProperties: true }) },
  },
});
const many = (name: string) =>
  Type.Object(
    { [name]: Type.Array(Id, { minItems: 1, maxItems: MOST_OPENED, uniqueItems: true }) },
    { additionalProperties: false },
  );

/** A batch of 1 MiB of sealed operations, and what JSON adds. */
const BODY_LIMIT = 3_000_000;

export const syncRoutes: FastifyPluginAsync<SyncOptions> = async (
  app,
  { door, secret, now = Date.now, news = deskNews(now) },
) => {
  const intake = intakeKeys(secret, now);
  const orders = wipeOrders(secret);
  const parts = { firewall: door, intake, orders, secret, now, known: knownDevices(door, now) };
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
  });

  /** A device that was taken out of use hears it with every answer, and forgets (5.6). */
  const wipe = async (reply: FastifyReply, device: string | undefined, houses: string[]) =>
    reply.code(410).send(await orders.order(device ?? '', now(), houses));
  const orWipe = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { org }: Worker,
    work: () => Promise<unknown>,
  ): Promise<unknown> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Problem && error.code === 'gone')
        return wipe(reply, headerOf(request, DEVICE_HEADER)?.split('.')[0], [org]);
      throw error;
    }
  };

  const start = async (request: FastifyRequest, reply: FastifyReply) => {
    const tablet = registrationOf(request);
    const signed = await door.signedIn(request);
    if (!signed) {
      // Every sign-in ended with the tablet: it still has to hear why.
      const houses = tablet ? await lostTo(door, tablet) : [];
      if (tablet && houses.length) return wipe(reply, tablet.device, houses);
      throw new Problem('not_signed_in');
    }
    const worker = await door.worker(request);
    return orWipe(request, reply, worker, async () => {
      const told = await startShift(parts, worker, signed.facts, tablet, reportOf(request)?.point);
      // Nobody of another house that lost it may ever be signed in here again: the tablet hears it from whoever is.
      const houses = tablet ? await lostTo(door, tablet) : [];
      return tablet && houses.length
        ? { ...told, ...(await orders.order(tablet.device, now(), houses)) }
        : told;
    });
  };
  app.get(
    START,
    described('What a tablet needs to begin: points, rules, keys, how long it may work alone'),
    start,
  );

  app.post<{ Body: OpsInput }>(
    OPS,
    {
      ...described('Bring in work: each operation wholly or not at all, each with its verdict', {
        body: OpsInput,
      }),
      bodyLimit: BODY_LIMIT,
    },
    async (request, reply) => {
      const worker = await door.worker(request);
      return orWipe(request, reply, worker, async () => {
        const verdicts = await takeIn(parts, worker, request.body, reportOf(request));
        news.note(worker.org);
        return { verdicts, server_time: now() };
      });
    },
  );

  app.get<{ Querystring: { point: string; since?: string; heard?: string } }>(
    CHANGES,
    described('What happened at a point since a cursor, one line each (NDJSON)', {
      querystring: Type.Object({
        point: Id,
        since: Type.Optional(Type.String({ maxLength: 200 })),
        heard: Type.Optional(Type.String({ maxLength: 200 })),
      }),
    }),
    async (request, reply) => {
      const worker = await door.worker(request);
      const { point, since, heard } = request.query;
      void reply.type('application/x-ndjson; charset=utf-8');
      // Most questions find nothing new; those need no context, and leave no row in the log.
      const known = news.unchanged(worker.org, since);
      if (known) return line({ cursor: since, server_time: now(), more: false });
      const mark = news.mark(worker.org);
      const { events, erased, cursor, more } = await changesSince(door, worker, {
        point,
        since: news.plain(since),
        heard: news.plain(heard),
      });
      const lines = [
        ...events.map((event) => line({ event })),
        ...erased.map((subject) => line({ erased: { subject } })),
      ];
      return [...lines, line({ cursor: news.cursor(cursor, mark), server_time: now(), more })].join(
        '',
      );
    },
  );

  app.post<{ Body: { subjects: string[] } }>(
    '/api/desk/names',
    described('What these people want to be called', { body: many('subjects') }),
    async (request) => ({
      names: await namesOf(door, await door.worker(request), request.body.subjects),
    }),
  );
  app.post<{ Body: { events: string[] } }>(
    '/api/desk/notes',
    described('The texts of these notes', { body: many('events') }),
    async (request) => ({
      notes: await notesOf(door, await door.worker(request), request.body.events),
    }),
  );

  app.get(HELD, described('Work that waits for a manager'), async (request) => ({
    held: await listHeld(parts, await door.worker(request)),
  }));
  app.post<{ Body: { ops: string[] } }>(
    HELD,
    described('What a manager decided about these operations, as far as it is decided', {
      body: Type.Object(
        { ops: Type.Array(Id, { minItems: 1, maxItems: BATCH_OPS, uniqueItems: true }) },
        { additionalProperties: false },
      ),
    }),
    async (request, reply) => {
      const worker = await door.worker(request);
      return orWipe(request, reply, worker, async () => {
        const report = reportOf(request);
        if (report && (await parts.known.report(worker, report)) === 'revoked')
          throw new Problem('gone');
        return { decided: await decidedOf(parts, worker, request.body.ops), server_time: now() };
      });
    },
  );
  app.post<{
    Params: { id: string };
    Body: { decision: 'admitted' | 'dropped'; why?: NotTaken };
  }>(
    `${HELD}/:id`,
    described('Admit or drop work that waited; what is dropped with a reason for its maker', {
      params: Type.Object({ id: Id }),
      body: Type.Object(
        {
          decision: Type.Enum(['admitted', 'dropped']),
          why: Type.Optional(Type.Enum([...NOT_TAKEN])),
        },
        { additionalProperties: false },
      ),
    }),
    async (request) => {
      const worker = await door.worker(request);
      const { id } = request.params;
      const outcome = await decideHeld(parts, worker, id, request.body);
      if ('before' in outcome) {
        const { decision, by, at } = outcome.before;
        const what = decision === 'admitted' ? 'taken in' : 'left out';
        throw new Problem('conflict', {
          detail: `It was ${what} already, by the account ${by}, at ${at.toISOString()}. That decision stands.`,
        });
      }
      news.note(worker.org);
      return outcome;
    },
  );

  app.get(
    '/api/desk/devices',
    described('Tablets of the organisation, with what waits on each'),
    async (request) => {
      const worker = await door.worker(request);
      return { devices: await listDevices(door, worker) };
    },
  );
  app.post<{ Params: { id: string } }>(
    '/api/desk/devices/:id/revoke',
    described('A tablet is lost: it gets nothing any more but the order to forget', {
      params: Type.Object({ id: Id }),
    }),
    async (request) => {
      const worker = await door.worker(request);
      await revokeDevice(parts, worker, request.params.id);
      return { revoked: true };
    },
  );
  app.post<{ Params: { id: string } }>(
    '/api/desk/devices/:id/return',
    described('A tablet that was called lost by mistake works again; its sign-ins stay ended', {
      params: Type.Object({ id: Id }),
    }),
    async (request) => {
      await returnDevice(parts, await door.worker(request), request.params.id);
      return { returned: true };
    },
  );
};

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

const headerOf = ({ headers }: FastifyRequest, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `desk-device: <id>.<secret, base64url>` and `desk-session-key`; without them nothing is registered. */
function registrationOf(request: FastifyRequest): Registration | undefined {
  const [device = '', deviceSecret = ''] = (headerOf(request, DEVICE_HEADER) ?? '').split('.');
  const key = Buffer.from(headerOf(request, SESSION_KEY_HEADER) ?? '', 'base64url');
  if (!UUID.test(device) || deviceSecret.length < 20) return undefined;
  const use = headerOf(request, USE_HEADER);
  if (key.length !== 65)
    throw new Problem('bad_input', {
      errors: [{ field: SESSION_KEY_HEADER, expected: 'a P-256 key, 65 bytes, base64url' }],
    });
  return {
    device,
    label: `Tablet ${device.slice(0, 4)}`,
    secretHash: createHash('sha256').update(deviceSecret).digest(),
    sessionKey: key,
    shared: use === 'own' ? false : use === 'shared' ? true : null,
  };
}

/** `desk-outbox: waiting=<n>;oldest=<ms or ->;seq=<n>;point=<id>`, `desk-clock: <ms>`, `desk-device: <id>`. */
function reportOf(request: FastifyRequest): DeviceReport | undefined {
  const [device = ''] = (headerOf(request, DEVICE_HEADER) ?? '').split('.');
  const depth = headerOf(request, DEPTH_HEADER);
  if (!UUID.test(device) || !depth) return undefined;
  const fields = new Map(
    depth.split(';').map((part) => part.trim().split('=', 2) as [string, string]),
  );
  const number = (name: string): number | null => {
    const value = fields.get(name) ?? '';
    return /^\d{1,15}$/.test(value) ? Number(value) : null;
  };
  const clock = headerOf(request, CLOCK_HEADER) ?? '';
  const point = fields.get('point') ?? '';
  if (!UUID.test(point)) return undefined;
  return {
    device,
    point,
    waiting: number('waiting') ?? 0,
    oldest: number('oldest'),
    highestSeq: number('seq') ?? 0,
    clock: /^\d{1,15}$/.test(clock) ? Number(clock) : null,
  };
}
