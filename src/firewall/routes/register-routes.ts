/** The register over HTTP: demands, holds, break-glass, exports (chapter 20, sections 10 and 16). */
import type { FastifyPluginAsync } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Door } from '../context/who.ts';
import {
  askGlass,
  GLASS_STORES,
  grantGlass,
  listGlass,
  REASON_LENGTH,
  reviewGlass,
} from '../register/breakglass.ts';
import {
  approveExport,
  askExport,
  ExportInput,
  listExports,
  makeExport,
  traceExport,
} from '../register/exports.ts';
import { liftHold, placeHold, proposeHold } from '../register/holds.ts';
import {
  listRequests,
  readSought,
  receiveRequest,
  RequestInput,
  RequestStep,
  stepRequest,
} from '../register/requests.ts';
import { answers, Id } from './schemas.ts';

const uuid = Type.String({ format: 'uuid' });
const HoldInput = Type.Object(
  {
    hold_id: uuid,
    request_id: uuid,
    subject: uuid,
    days: Type.Integer({ minimum: 1, maximum: 90 }),
  },
  { additionalProperties: false },
);
const GlassInput = Type.Object(
  {
    glass_id: uuid,
    subject: uuid,
    store: Type.Enum([...GLASS_STORES]),
    for_purpose: Type.String({ maxLength: 60 }),
    reason: Type.String({ minLength: REASON_LENGTH, maxLength: 2000 }),
  },
  { additionalProperties: false },
);
const GlassReview = Type.Object(
  {
    review: Type.Enum(['justified', 'not_justified', 'escalated']),
    person_told: Type.Enum(['told', 'would_endanger', 'unreachable']),
    why: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  { additionalProperties: false },
);
const TraceInput = Type.Object(
  {
    marks: Type.Array(Type.String({ pattern: '^[0-9a-f]{12}$' }), {
      minItems: 1,
      maxItems: 10_000,
    }),
  },
  { additionalProperties: false },
);

export const registerRoutes: FastifyPluginAsync<{ door: Door }> = async (app, { door }) => {
  const said = (summary: string, rest: Record<string, unknown> = {}) => ({
    schema: { tags: ['Register'], summary, response: answers, ...rest },
  });
  const one = (summary: string, rest: Record<string, unknown> = {}) =>
    said(summary, { params: Id, ...rest });

  app.get('/api/requests', said('Demands by authorities'), async (request) => ({
    requests: await listRequests(door, await door.worker(request)),
  }));
  app.post<{ Body: RequestInput }>(
    '/api/requests',
    said('Write a demand down as received: it is in the log from then on', { body: RequestInput }),
    async (request, reply) =>
      reply.code(201).send(await receiveRequest(door, await door.worker(request), request.body)),
  );
  app.get<{ Params: Id }>(
    '/api/requests/:id/sought',
    one('What was asked for'),
    async (request) => ({
      data_sought: await readSought(door, await door.worker(request), request.params.id),
    }),
  );
  app.post<{ Params: Id; Body: RequestStep }>(
    '/api/requests/:id/steps',
    one('The next step of a demand', { body: RequestStep }),
    async (request) =>
      stepRequest(door, await door.worker(request), request.params.id, request.body),
  );

  app.post<{ Body: Static<typeof HoldInput> }>(
    '/api/holds',
    said('Propose a hold', { body: HoldInput }),
    async (request, reply) => {
      await proposeHold(door, await door.worker(request), request.body);
      return reply.code(201).send({ hold_id: request.body.hold_id, state: 'proposed' });
    },
  );
  app.post<{ Params: Id }>(
    '/api/holds/:id/second',
    one('Place a hold as the second person'),
    async (request) => {
      await placeHold(door, await door.worker(request), request.params.id);
      return { hold_id: request.params.id, state: 'placed' };
    },
  );
  app.post<{ Params: Id }>('/api/holds/:id/end', one('Lift a hold'), async (request) => {
    await liftHold(door, await door.worker(request), request.params.id);
    return { hold_id: request.params.id, state: 'lifted' };
  });

  app.get(
    '/api/breakglass',
    said('Break-glass, what waits for a review first'),
    async (request) => ({
      breakglass: await listGlass(door, await door.worker(request)),
    }),
  );
  app.post<{ Body: Static<typeof GlassInput> }>(
    '/api/breakglass',
    said("Ask for thirty minutes with one person's record", { body: GlassInput }),
    async (request, reply) =>
      reply.code(201).send(await askGlass(door, await door.worker(request), request.body)),
  );
  app.post<{ Params: Id }>(
    '/api/breakglass/:id/grant',
    one('Grant it as a second person'),
    async (request) => grantGlass(door, await door.worker(request), request.params.id),
  );
  app.post<{ Params: Id; Body: Static<typeof GlassReview> }>(
    '/api/breakglass/:id/review',
    one('Review it as a third person', { body: GlassReview }),
    async (request) =>
      reviewGlass(door, await door.worker(request), request.params.id, request.body),
  );

  app.get('/api/exports', said('Exports'), async (request) => ({
    exports: await listExports(door, await door.worker(request)),
  }));
  app.post<{ Body: ExportInput }>(
    '/api/exports',
    said('Ask for an export', { body: ExportInput }),
    async (request, reply) =>
      reply.code(201).send(await askExport(door, await door.worker(request), request.body)),
  );
  app.post<{ Params: Id }>(
    '/api/exports/:id/approval',
    one('Approve it as a second person'),
    async (request) => approveExport(door, await door.worker(request), request.params.id),
  );
  app.post<{ Params: Id }>(
    '/api/exports/:id/file',
    { schema: { tags: ['Register'], summary: 'Make the file and take it away: once', params: Id } },
    async (request, reply) => {
      const { name, file } = await makeExport(door, await door.worker(request), request.params.id);
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
        .send(file);
    },
  );
  app.post<{ Body: Static<typeof TraceInput> }>(
    '/api/exports/trace',
    said('Which export a leaked file came from', { body: TraceInput }),
    async (request) => ({
      export: (await traceExport(door, await door.worker(request), request.body.marks)) ?? null,
    }),
  );
};
