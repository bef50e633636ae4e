/** People found again and joined, over HTTP (design chapter 30, sections 1 and 8). Names and codes never stand in an address. */
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Problem } from '../http/problem.ts';
import type { Door, Worker } from '../firewall/index.ts';
import type { NodeSecret } from '../firewall/index.ts';
import { takeAlong } from './along.ts';
import { type Circles, openCircles } from './circles.ts';
import { findByCode } from './find-by-code.ts';
import { deleteForDesk, heldForDesk, type HeldKind } from './held.ts';
import {
  confirmLink,
  EVIDENCE,
  type LinkAsk,
  makeLink,
  UNDO_REASONS,
  undoLink,
  waitingLinks,
} from './links.ts';
import { ALONG } from './name-along.ts';
import { AGE_BANDS } from './name-evidence.ts';
import { type Decision, decidePossible, possibleAt } from './possible.ts';
import { similarPeople, type SimilarAsk } from './similar.ts';

export type PeopleOptions = {
  door: Door;
  secret: NodeSecret;
  /** Who is known at the points, shared with whatever else asks; its own, closed with the routes, where none is given. */
  circles?: Circles;
  /** Ms since 1970. */
  now?: () => number;
};

const exact = { additionalProperties: false } as const;
const Id = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});
const Code = Type.String({ minLength: 8, maxLength: 200 });
const described = (summary: string, more: object = {}) => ({
  schema: {
    tags: ['Desk'],
    summary,
    ...more,
    response: { '2xx': Type.Unsafe<never>({ type: 'object', additionalProperties: true }) },
  },
});
const body = (fields: Parameters<typeof Type.Object>[0]) => ({ body: Type.Object(fields, exact) });
const numbered = { params: Type.Object({ id: Id }) };
const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Enum([...values] as T[number][]);

export const peopleRoutes: FastifyPluginAsync<PeopleOptions> = async (
  app,
  { door, secret, circles = circlesOf(app), now = Date.now },
) => {
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
  });
  const who = (request: FastifyRequest): Promise<Worker> => door.worker(request);

  app.post<{ Body: { code: string } }>(
    '/api/people/code',
    described('A code to its token, with what was asked before', body({ code: Code })),
    async (request) => findByCode(door, secret, await who(request), request.body.code),
  );
  app.post<{ Body: SimilarAsk }>(
    '/api/people/similar',
    described(
      'Whether we may have met: at most five people of this point',
      body({
        point_id: Id,
        name: Type.String({ minLength: 1, maxLength: 480 }),
        birth_year: Type.Optional(Type.Integer({ minimum: 1900, maximum: 2100 })),
        age_band: Type.Optional(oneOf(AGE_BANDS)),
        not: Type.Optional(Id),
      }),
    ),
    async (request) => ({
      people: await similarPeople(door, circles, await who(request), request.body),
    }),
  );
  app.post(
    ALONG,
    described('Who was here before, for a tablet that may take them along: no names'),
    async (request) => ({
      along: (await takeAlong(door, circles, await who(request), now())) ?? null,
    }),
  );
  app.get<{ Querystring: { point: string } }>(
    '/api/people/possible',
    described('Who came in without having been asked, and who they may be', {
      querystring: Type.Object({ point: Id }, exact),
    }),
    async (request) => possibleAt(door, circles, await who(request), request.query.point),
  );
  app.post<{ Body: Decided }>(
    '/api/people/possible',
    described(
      'Two were compared: apart, or proposed as one person',
      body({
        subject: Id,
        decision: oneOf(['apart', 'compared'] as const),
        other: Type.Optional(Id),
        link_id: Type.Optional(Id),
      }),
    ),
    async (request) => ({
      state: await decidePossible(door, secret, await who(request), decisionOf(request.body)),
    }),
  );
  app.post<{ Body: { subject: string } }>(
    '/api/people/held',
    described('Show me what you hold: every line, newest first', body({ subject: Id })),
    async (request) => ({
      lines: await heldForDesk(door, await who(request), request.body.subject),
    }),
  );
  app.post<{ Body: { subject: string; line: HeldKind; id: string } }>(
    '/api/people/held/delete',
    described(
      'Delete one line, at the person’s word',
      body({ subject: Id, line: oneOf(['event', 'name', 'contact'] as const), id: Id }),
    ),
    async (request) => {
      await deleteForDesk(door, await who(request), request.body);
      return { deleted: true };
    },
  );

  app.get(
    '/api/links/waiting',
    described('Joinings that wait for a second worker'),
    async (request) => ({
      waiting: await waitingLinks(door, await who(request)),
    }),
  );
  app.post<{ Body: LinkAsk }>(
    '/api/links',
    described(
      'Join two tokens of one person: at once with both slips, else as a proposal',
      body({
        link_id: Id,
        a: Id,
        b: Id,
        evidence: oneOf(EVIDENCE),
        codes: Type.Optional(Type.Tuple([Code, Code])),
      }),
    ),
    async (request) => ({ state: await makeLink(door, secret, await who(request), request.body) }),
  );
  app.post<{ Params: { id: string } }>(
    '/api/links/:id/confirm',
    described('Confirm what another worker proposed', numbered),
    async (request) => {
      await confirmLink(door, await who(request), request.params.id);
      return { state: 'joined' };
    },
  );
  app.post<{ Params: { id: string }; Body: { reason: (typeof UNDO_REASONS)[number] } }>(
    '/api/links/:id/undo',
    described('Take a joining back: nothing had been moved', {
      ...numbered,
      ...body({ reason: oneOf(UNDO_REASONS) }),
    }),
    async (request) => undoLink(door, await who(request), request.params.id, request.body.reason),
  );
};

/** Circles that end with the routes that ask them. */
export function circlesOf(app: FastifyInstance): Circles {
  const circles = openCircles();
  app.addHook('onClose', async () => circles.close());
  return circles;
}

type Decided = {
  subject: string;
  decision: 'apart' | 'compared';
  other?: string;
  link_id?: string;
};

/** @throws `bad_input` when other and link_id are not there for what was compared, or are there for what is apart */
function decisionOf({ subject, decision, other, link_id }: Decided): Decision {
  if (decision === 'apart' && !other && !link_id) return { subject, decision };
  if (decision === 'compared' && other && link_id) return { subject, decision, other, link_id };
  const field = decision === 'apart' || !other ? 'other' : 'link_id';
  const expected = `present with compared, left out with apart`;
  throw new Problem('bad_input', { errors: [{ field, expected }] });
}
