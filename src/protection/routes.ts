/** What officers of a protected path ask over HTTP; nothing of it may be kept by a cache. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { Door } from '../firewall/index.ts';
import { listAlarms, seeAlarm } from './alarms.ts';
import { type Compartment, COMPARTMENTS } from './compartment.ts';
import {
  AdultDecision,
  AdultInput,
  decideAdult,
  nameAdult,
  releaseChild,
  ReleaseInput,
} from './guardians.ts';
import {
  addGeneration,
  addShare,
  GenerationInput,
  MemberKeyInput,
  putMemberKey,
  readKeys,
  ShareInput,
} from './keys.ts';
import { nameOverride, OverrideInput, PlaceInput, placeVisit, readGaps } from './spaces.ts';
import { addStep, changeStep, StepChange, StepInput } from './steps.ts';
import { addFile, FileInput, listVisits, readVisit } from './visits.ts';

export type ProtectionOptions = { door: Door; now?: () => number };

const Room = Type.Enum(Object.keys(COMPARTMENTS) as Compartment[]);
const Id = Type.String({ format: 'uuid' });
const described = (
  summary: string,
  params: Record<string, TSchema>,
  more: { body?: TSchema } = {},
) => ({
  schema: {
    tags: ['Protected paths'],
    summary,
    params: Type.Object(params),
    ...more,
    response: { '2xx': Type.Unsafe<never>({ type: 'object', additionalProperties: true }) },
  },
});
type In = { compartment: Compartment };
/** A file is ciphertext in base64url, and what JSON adds. */
const BODY_LIMIT = 2_200_000;

export const protectionRoutes: FastifyPluginAsync<ProtectionOptions> = async (
  app,
  { door, now = Date.now },
) => {
  const who = (request: FastifyRequest) => door.worker(request);
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
  });
  const base = '/api/compartments/:compartment';

  app.get<{ Params: In }>(
    `${base}/keys`,
    described('Own key, generations of the role key, and who holds them', { compartment: Room }),
    async (request) => readKeys(door, await who(request), request.params.compartment),
  );
  app.post<{ Params: In; Body: MemberKeyInput }>(
    `${base}/member-key`,
    described(
      'Put the own key away, wrapped on the device',
      { compartment: Room },
      { body: MemberKeyInput },
    ),
    async (request, reply) => {
      await putMemberKey(door, await who(request), request.params.compartment, request.body);
      return reply.code(201).send({ kept: true });
    },
  );
  app.post<{ Params: In; Body: GenerationInput }>(
    `${base}/keys`,
    described(
      'A new generation of the role key, with everybody who holds it',
      { compartment: Room },
      { body: GenerationInput },
    ),
    async (request, reply) => {
      await addGeneration(door, await who(request), request.params.compartment, request.body);
      return reply.code(201).send({ generation: request.body.generation });
    },
  );
  app.post<{ Params: In & { generation: number }; Body: ShareInput }>(
    `${base}/keys/:generation/holders`,
    described(
      'An earlier generation for somebody who holds the present one',
      { compartment: Room, generation: Type.Integer({ minimum: 1 }) },
      { body: ShareInput },
    ),
    async (request, reply) => {
      const { compartment, generation } = request.params;
      await addShare(door, await who(request), compartment, generation, request.body);
      return reply.code(201).send({ shared: true });
    },
  );

  app.get<{ Params: In }>(
    `${base}/visits`,
    described('Visits that the compartment took over', { compartment: Room }),
    async (request) => ({
      visits: await listVisits(door, await who(request), request.params.compartment),
    }),
  );
  const one = { compartment: Room, visit: Id };
  app.get<{ Params: In & { visit: string } }>(
    `${base}/visits/:visit`,
    described('One visit: events, sealed files, steps, adults', one),
    async (request) => {
      const { compartment, visit } = request.params;
      return readVisit(door, await who(request), compartment, visit);
    },
  );
  app.post<{ Params: In & { visit: string }; Body: FileInput }>(
    `${base}/visits/:visit/files`,
    {
      ...described('Add a file that was sealed on the device', one, { body: FileInput }),
      bodyLimit: BODY_LIMIT,
    },
    async (request, reply) => {
      const { compartment, visit } = request.params;
      await addFile(door, await who(request), compartment, visit, request.body);
      return reply.code(201).send({ file_id: request.body.file_id });
    },
  );
  app.post<{ Params: In & { visit: string }; Body: StepInput }>(
    `${base}/visits/:visit/steps`,
    described('Add a step, with its owner and its deadline', one, { body: StepInput }),
    async (request, reply) => {
      const { compartment, visit } = request.params;
      await addStep(door, await who(request), compartment, visit, request.body);
      return reply.code(201).send({ step_id: request.body.step_id });
    },
  );
  app.post<{ Params: In & { id: string }; Body: StepChange }>(
    `${base}/steps/:id`,
    described(
      'Another owner or deadline of a step, or what became of it',
      { compartment: Room, id: Id },
      { body: StepChange },
    ),
    async (request) => {
      const { compartment, id } = request.params;
      await changeStep(door, await who(request), compartment, id, request.body);
      return { changed: true };
    },
  );
  app.post<{ Params: In & { visit: string }; Body: PlaceInput }>(
    `${base}/visits/:visit/space`,
    described('Put somebody into a space that suits', one, { body: PlaceInput }),
    async (request, reply) => {
      const { compartment, visit } = request.params;
      await placeVisit(door, await who(request), compartment, visit, request.body);
      return reply.code(201).send({ event_id: request.body.event_id });
    },
  );
  app.post<{ Params: In; Body: OverrideInput }>(
    `${base}/overrides`,
    described(
      'Answer by name for a space that does not suit, until an hour that is set',
      { compartment: Room },
      { body: OverrideInput },
    ),
    async (request, reply) => {
      const { compartment } = request.params;
      await nameOverride(door, await who(request), compartment, request.body, now());
      return reply.code(201).send({ override_id: request.body.override_id });
    },
  );
  app.get<{ Params: In }>(
    `${base}/alarms`,
    described('What the lead of the compartment is told', { compartment: Room }),
    async (request) => ({
      alarms: await listAlarms(door, await who(request), request.params.compartment),
    }),
  );
  app.post<{ Params: In & { id: string } }>(
    `${base}/alarms/:id/seen`,
    described('Seen', { compartment: Room, id: Id }),
    async (request) => {
      const { compartment, id } = request.params;
      await seeAlarm(door, await who(request), compartment, id);
      return { seen: true };
    },
  );

  const child = '/api/compartments/child';
  app.post<{ Params: { visit: string }; Body: AdultInput }>(
    `${child}/visits/:visit/adults`,
    described('An adult says that the child belongs to her', { visit: Id }, { body: AdultInput }),
    async (request, reply) => {
      await nameAdult(door, await who(request), request.params.visit, request.body);
      return reply.code(201).send({ guardianship_id: request.body.guardianship_id });
    },
  );
  app.post<{ Params: { id: string }; Body: AdultDecision }>(
    `${child}/adults/:id`,
    described('Verified, contested or ended', { id: Id }, { body: AdultDecision }),
    async (request) => {
      await decideAdult(door, await who(request), request.params.id, request.body);
      return { state: request.body.state };
    },
  );
  app.post<{ Params: { visit: string }; Body: ReleaseInput }>(
    `${child}/visits/:visit/release`,
    described(
      'Hand the child over to a verified adult, by another officer than the one who verified',
      { visit: Id },
      { body: ReleaseInput },
    ),
    async (request, reply) => {
      await releaseChild(door, await who(request), request.params.visit, request.body);
      return reply.code(201).send({ release_id: request.body.release_id });
    },
  );

  app.get(
    '/api/desk/gaps',
    described('What the own points lack: spaces, languages, exceptions that run', {}),
    async (request) => ({ points: await readGaps(door, await who(request)) }),
  );
  app.post<{ Body: OverrideInput }>(
    '/api/desk/overrides',
    described(
      'Answer by name for a space that does not suit, until an hour that is set',
      {},
      { body: OverrideInput },
    ),
    async (request, reply) => {
      await nameOverride(door, await who(request), 'desk', request.body, now());
      return reply.code(201).send({ override_id: request.body.override_id });
    },
  );
};
