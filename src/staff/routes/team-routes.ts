/** The team and its roster, for those who lead it, and what the desk asks of them: `/api/staff/team`, `/api/staff/roster`, `/api/desk/…`. */
import type { FastifyInstance } from 'fastify';
import { type TSchema, Type } from 'typebox';
import {
  ConductInput,
  publishConduct,
  readConduct,
  readConductTexts,
  signConduct,
  SignatureInput,
} from '../conduct.ts';
import {
  BookingChange,
  BookingInput,
  bookInterpreter,
  moveBooking,
  readInterpreting,
  readOffers,
  SETTINGS,
  type Setting,
  vetoInterpreter,
  VetoInput,
} from '../interpreters.ts';
import {
  addShift,
  assign,
  AssignmentInput,
  PresenceInput,
  readRoster,
  removeShift,
  sayPresence,
  ShiftInput,
  unassign,
} from '../roster.ts';
import {
  DeclarationInput,
  declareOneself,
  InterpreterInput,
  nameInterpreter,
  readDeclaration,
  readDeskTeam,
  readTeam,
} from '../team.ts';
import { AvailabilityInput, readOwnWork, sayAvailability } from '../own-work.ts';
import { readWeek, WeekQuery } from '../week.ts';
import { Id, type StaffParts } from './parts.ts';

const Uuid = Type.String({ format: 'uuid' });
const described = (
  summary: string,
  more: { body?: TSchema; params?: TSchema; querystring?: TSchema } = {},
) => ({
  schema: {
    tags: ['Staff: team and roster'],
    summary,
    ...more,
    response: { '2xx': Type.Unsafe<never>({ type: 'object', additionalProperties: true }) },
  },
});

const InterpreterQuery = Type.Object({
  tags: Type.String({
    pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*(,[a-z]{2,3}(-[A-Za-z0-9]{2,8})*){0,4}$',
    description: 'Up to five language tags, the best liked first',
  }),
  setting: Type.Enum([...SETTINGS]),
  same_sex: Type.Optional(Type.Enum(['woman', 'man', 'either'])),
  visit: Type.Optional(Uuid),
  point: Type.Optional(Uuid),
});
type InterpreterQuery = {
  tags: string;
  setting: Setting;
  same_sex?: 'woman' | 'man' | 'either';
  visit?: string;
  point?: string;
};

export function teamRoutes(app: FastifyInstance, { door, worker }: StaffParts): void {
  app.get(
    '/api/staff/team',
    described('The team with its badges, and how far it speaks what visitors speak (totals only)'),
    async (request) => readTeam(door, await worker(request), door.now()),
  );
  app.get(
    '/api/staff/team/conduct',
    described('Versions of the code of conduct, with the own signatures'),
    async (request) => ({ versions: await readConduct(door, await worker(request)) }),
  );
  app.get<{ Params: { version: number } }>(
    '/api/staff/team/conduct/:version',
    described('The texts of a version, by language', {
      params: Type.Object({ version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }),
    }),
    async (request) => ({
      texts: await readConductTexts(door, await worker(request), request.params.version),
    }),
  );
  app.post<{ Body: ConductInput }>(
    '/api/staff/team/conduct',
    described('A new version of the code of conduct: thirty days to sign it', {
      body: ConductInput,
    }),
    async (request, reply) =>
      reply.code(201).send(await publishConduct(door, await worker(request), request.body)),
  );
  app.post<{ Body: SignatureInput }>(
    '/api/staff/team/conduct/signature',
    described('Sign the code of conduct, for oneself', { body: SignatureInput }),
    async (request, reply) => {
      await signConduct(door, await worker(request), request.body);
      return reply.code(201).send({ signed: request.body.version });
    },
  );
  app.get('/api/staff/me/work', described('My trainings, roles, days'), async (request) =>
    readOwnWork(door, await worker(request)),
  );
  app.post<{ Body: AvailabilityInput }>(
    '/api/staff/me/availability',
    described('In which parts of the week I can come', { body: AvailabilityInput }),
    async (request) => {
      await sayAvailability(door, await worker(request), request.body);
      return { kept: true };
    },
  );
  app.get('/api/staff/team/declaration', described('What I said of myself'), async (request) =>
    readDeclaration(door, await worker(request)),
  );
  app.post<{ Body: DeclarationInput }>(
    '/api/staff/team/declaration',
    described('What I say of myself, or take back; optional', { body: DeclarationInput }),
    async (request) => {
      await declareOneself(door, await worker(request), request.body);
      return { kept: true };
    },
  );
  app.post<{ Body: InterpreterInput }>(
    '/api/staff/team/interpreters',
    described('Name somebody as interpreter, with qualification and settings', {
      body: InterpreterInput,
    }),
    async (request, reply) => {
      await nameInterpreter(door, await worker(request), request.body);
      return reply.code(201).send({ account: request.body.account });
    },
  );

  app.get(
    '/api/staff/team/interpreters',
    described('Interpreters, what they had to do in 30 days, and what was missing'),
    async (request) => readInterpreting(door, await worker(request)),
  );
  app.get<{ Querystring: WeekQuery }>(
    '/api/staff/roster/week',
    described('Shifts of a point in a span, with conflicts, services and who could come', {
      querystring: WeekQuery,
    }),
    async (request) => {
      const { point, from, to } = request.query;
      const span = { point, from: Date.parse(from), to: Date.parse(to) };
      return readWeek(door, await worker(request), span);
    },
  );

  app.get(
    '/api/staff/roster',
    described('Shifts to come, who is assigned, which languages are missing'),
    async (request) => ({ shifts: await readRoster(door, await worker(request)) }),
  );
  app.post<{ Body: ShiftInput }>(
    '/api/staff/roster',
    described('Add a shift', { body: ShiftInput }),
    async (request, reply) => {
      await addShift(door, await worker(request), request.body);
      return reply.code(201).send({ shift_id: request.body.shift_id });
    },
  );
  app.post<{ Params: Id; Body: AssignmentInput }>(
    '/api/staff/roster/:id/assignments',
    described('Assign somebody in a role that is open to her on that day', {
      params: Id,
      body: AssignmentInput,
    }),
    async (request, reply) => {
      await assign(door, await worker(request), request.params.id, request.body);
      return reply.code(201).send({ assigned: true });
    },
  );
  app.post<{ Params: Id & { account: string } }>(
    '/api/staff/roster/:id/assignments/:account/end',
    described('Take an assignment back', {
      params: Type.Object({ ...Id.properties, account: Uuid }),
    }),
    async (request) => {
      await unassign(door, await worker(request), request.params.id, request.params.account);
      return { assigned: false };
    },
  );
  app.post<{ Params: Id }>(
    '/api/staff/roster/:id/removal',
    described('Take a shift off the roster', { params: Id }),
    async (request) => {
      await removeShift(door, await worker(request), request.params.id);
      return { removed: true };
    },
  );
  app.post<{ Body: PresenceInput }>(
    '/api/staff/roster/presence',
    described('I am here, or I leave', { body: PresenceInput }),
    async (request) => {
      await sayPresence(door, await worker(request), request.body);
      return { here: request.body.here };
    },
  );

  app.get<{ Querystring: { point: string } }>(
    '/api/desk/team',
    described('Today’s team of a point: roles with their end, who is here, which services pause', {
      querystring: Type.Object({ point: Uuid }),
    }),
    async (request) => readDeskTeam(door, await worker(request), request.query.point, door.now()),
  );
  app.get<{ Querystring: InterpreterQuery }>(
    '/api/desk/interpreters',
    described('Who can interpret now: qualified, trained, then colleagues', {
      querystring: InterpreterQuery,
    }),
    async (request) => {
      const { tags, ...rest } = request.query;
      return readOffers(
        door,
        await worker(request),
        { ...rest, tags: tags.split(',') },
        door.now(),
      );
    },
  );
  app.post<{ Body: BookingInput }>(
    '/api/desk/interpreters/bookings',
    described('Ask an interpreter', { body: BookingInput }),
    async (request, reply) => {
      await bookInterpreter(door, await worker(request), request.body);
      return reply.code(201).send({ booking_id: request.body.booking_id });
    },
  );
  app.post<{ Params: Id; Body: BookingChange }>(
    '/api/desk/interpreters/bookings/:id',
    described('What became of it', { params: Id, body: BookingChange }),
    async (request) => {
      await moveBooking(door, await worker(request), request.params.id, request.body);
      return { state: request.body.state };
    },
  );
  app.post<{ Body: VetoInput }>(
    '/api/desk/interpreters/vetoes',
    described('This person wants another interpreter, and need not say why', { body: VetoInput }),
    async (request, reply) => {
      await vetoInterpreter(door, await worker(request), request.body);
      return reply.code(201).send({ kept: true });
    },
  );
}
