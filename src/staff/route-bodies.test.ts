/** Every field that a route takes has its type, and another type is refused by name before anything is done (ASVS 15.3.5). */
import type { FastifyError, FastifyInstance, FastifyPluginAsync } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleRoutes } from '../console/index.ts';
import { guardRoutes } from '../firewall/guard/index.ts';
import { firewallRoutes } from '../firewall/index.ts';
import { buildServer, toProblem } from '../http/server.ts';
import { peopleRoutes } from '../people/index.ts';
import { protectionRoutes } from '../protection/index.ts';
import { referralRoutes } from '../referrals/index.ts';
import { loadLook } from '../site/index.ts';
import { syncRoutes } from '../sync/index.ts';
import { ORIGIN } from './testing.ts';
import { staffRoutes } from './routes/index.ts';

type Schema = {
  type?: string;
  properties?: Record<string, Schema>;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
};
type Route = { method: string; url: string; body: Schema };

const routes: Route[] = [];
let app: FastifyInstance;
beforeAll(async () => {
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  app.addHook('onRoute', (route) => {
    const { method, url, schema } = route;
    // What the check lets through is not carried out here, and what it refuses is told alike by screens and by answers for programs.
    // A form that is shown again with what was typed hears from its handler that the shape was refused.
    route.handler = async (request) => {
      const unfit = request.validationError as FastifyError | undefined;
      return { errors: (unfit && toProblem(unfit, request).errors) ?? [] };
    };
    route.errorHandler = (error, request, reply) => {
      void reply.code(400).send({ errors: toProblem(error, request).errors });
    };
    const { params: _params, ...rest } = (schema ?? {}) as { params?: unknown; body?: Schema };
    // Any address will do: bodies alone are looked at.
    route.schema = rest;
    const { body } = rest;
    for (const one of [method].flat())
      if (body && /^\/(api|staff)\//.test(url)) routes.push({ method: one, url, body });
  });
  const options = {
    surroundings: { house: {}, languages: { offered: [] } },
    alerts: { surroundings: { house: {}, languages: { offered: [] } } },
    door: {},
    database: {},
    origin: ORIGIN,
    name: 'x',
    look: loadLook(),
    secret: () => Buffer.alloc(32),
    demo: { people: [], enter: async () => undefined },
    cards: {},
  };
  for (const plugin of [
    staffRoutes,
    consoleRoutes,
    firewallRoutes,
    guardRoutes,
    peopleRoutes,
    protectionRoutes,
    referralRoutes,
    syncRoutes,
  ])
    await app.register(plugin as unknown as FastifyPluginAsync<object>, options);
  await app.ready();
});
afterAll(() => app.close());

/** Whether the schema says anything of the type: `Type.Unknown()` does not, on purpose, and is looked at by hand. */
const isTyped = (schema: Schema): boolean =>
  schema.type !== undefined ||
  schema.enum !== undefined ||
  schema.anyOf !== undefined ||
  schema.const !== undefined;
const wrongFor = ({ type }: Schema): unknown =>
  type === 'object' ? 'text' : { wrong: { type: [true] } };

/** Fields without a type, each looked at by the code that takes it. */
const BY_HAND = new Set([
  // A tick that stands alone comes as a text, several as a list: `manyOf` makes one list of both, which is held against what there is.
  'POST /staff/access/:id/roles points',
  'POST /staff/access/:id/training subjects',
  'POST /staff/team/roster/:point/:day/shifts languages',
  'POST /staff/team/interpreters settings',
]);

describe('the fields of bodies', () => {
  it('are many, and few of them without a type', () => {
    const fields = routes.flatMap(({ body }) => Object.values(body.properties ?? {}));
    expect(routes.length).toBeGreaterThan(80);
    expect(fields.length).toBeGreaterThan(200);
    const bare = routes.flatMap(({ method, url, body }) =>
      Object.entries(body.properties ?? {}).flatMap(([name, schema]) =>
        isTyped(schema) ? [] : [`${method} ${url} ${name}`],
      ),
    );
    expect(bare.filter((field) => !BY_HAND.has(field))).toEqual([]);
  });

  it('are refused by name in another type', async () => {
    const letIn: unknown[] = [];
    for (const route of routes)
      for (const [name, schema] of Object.entries(route.body.properties ?? {})) {
        if (!isTyped(schema)) continue;
        const answer = await app.inject({
          method: route.method as 'POST',
          url: route.url.replaceAll(/:\w+/g, '1'),
          payload: { [name]: wrongFor(schema) },
        });
        const said = answer.json<{ errors?: { field: string }[] }>().errors ?? [];
        if (
          !said.some(
            ({ field }) =>
              field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[`),
          )
        )
          letIn.push([
            `${route.method} ${route.url}`,
            name,
            answer.statusCode,
            said.map(({ field }) => field),
          ]);
      }
    expect(letIn).toEqual([]);
  });
});
