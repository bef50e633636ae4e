/** Who has access, for programs: `/api/staff/accounts…`, `/api/staff/ways-back…`. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  AccountInput,
  addAccount,
  closeAccount,
  grantRole,
  listAccounts,
  readAccount,
  recordTraining,
  revokeRole,
  RoleInput,
  TrainingInput,
} from '../accounts.ts';
import { endSessionOf, openSessionsOf } from '../others-sessions.ts';
import { invite, secondInvitation, waitingWaysBack } from '../invitations.ts';
import { readRefusedOf } from '../refused-tries.ts';
import { described, exactly, Id, type StaffParts } from './parts.ts';

const TAG = 'Staff: who has access';

export function accountRoutes(app: FastifyInstance, { door, worker }: StaffParts): void {
  app.get(
    '/api/staff/accounts',
    described(TAG, 'Accounts of the own organisation'),
    async (request) => ({ accounts: await listAccounts(door, await worker(request)) }),
  );
  app.post<{ Body: AccountInput }>(
    '/api/staff/accounts',
    described(TAG, 'Add an account: no right and no way in yet', { body: AccountInput }),
    async (request, reply) =>
      reply.code(201).send(await addAccount(door, await worker(request), request.body)),
  );
  app.get<{ Params: Id }>(
    '/api/staff/accounts/:id',
    described(TAG, 'One account', { params: Id }),
    async (request) => readAccount(door, await worker(request), request.params.id),
  );
  app.post<{ Params: Id; Body: { why: 'new' | 'recovery' } }>(
    '/api/staff/accounts/:id/invitation',
    described(TAG, 'A link to hand over face to face; a way back opens after a second person', {
      params: Id,
      body: exactly({ why: Type.Enum(['new', 'recovery']) }),
    }),
    async (request, reply) => {
      const made = await invite(door, await worker(request), request.params.id, request.body.why);
      return reply.code(201).send({ ...made, path: `/staff/set-up/${made.token}` });
    },
  );
  app.post<{ Params: Id; Body: RoleInput }>(
    '/api/staff/accounts/:id/roles',
    described(TAG, 'Give a role', { params: Id, body: RoleInput }),
    async (request, reply) =>
      reply
        .code(201)
        .send(await grantRole(door, await worker(request), request.params.id, request.body)),
  );
  app.post<{ Params: Id & { grant: string } }>(
    '/api/staff/accounts/:id/roles/:grant/end',
    described(TAG, 'Take a role back', {
      params: Type.Object({ ...Id.properties, grant: Type.String({ format: 'uuid' }) }),
    }),
    async (request) =>
      revokeRole(door, await worker(request), request.params.id, request.params.grant),
  );
  app.post<{ Params: Id; Body: TrainingInput }>(
    '/api/staff/accounts/:id/training',
    described(TAG, 'Write down a training that was passed', { params: Id, body: TrainingInput }),
    async (request, reply) =>
      reply
        .code(201)
        .send(await recordTraining(door, await worker(request), request.params.id, request.body)),
  );
  app.post<{ Params: Id }>(
    '/api/staff/accounts/:id/close',
    described(TAG, 'Close an account: sessions and roles end now', { params: Id }),
    async (request) => closeAccount(door, await worker(request), request.params.id),
  );
  app.get<{ Params: Id }>(
    '/api/staff/accounts/:id/sessions',
    described(TAG, 'Open sessions of a colleague: since when and how, no address and no place', {
      params: Id,
    }),
    async (request) => ({
      sessions: await openSessionsOf(door, await worker(request), request.params.id),
    }),
  );
  app.get<{ Params: Id }>(
    '/api/staff/accounts/:id/refused-tries',
    described(TAG, 'Sign-ins of a colleague that were refused: when, by which way and why', {
      params: Id,
    }),
    async (request) => readRefusedOf(door, await worker(request), request.params.id),
  );
  app.post<{ Params: Id & { session: string } }>(
    '/api/staff/accounts/:id/sessions/:session/end',
    described(TAG, 'End one session of a colleague', {
      params: Type.Object({ ...Id.properties, session: Type.String({ format: 'uuid' }) }),
    }),
    async (request) => {
      const { id, session } = request.params;
      await endSessionOf(door, await worker(request), id, session);
      return { ended: true };
    },
  );
  app.get(
    '/api/staff/ways-back',
    described(TAG, 'Ways back that wait for a second administrator'),
    async (request) => ({ waiting: await waitingWaysBack(door, await worker(request)) }),
  );
  app.post<{ Params: { hash: string } }>(
    '/api/staff/ways-back/:hash/second',
    described(TAG, 'Second a way back, having met the person', {
      params: Type.Object({ hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
    }),
    async (request) => {
      await secondInvitation(door, await worker(request), request.params.hash);
      return { seconded: true };
    },
  );
}
