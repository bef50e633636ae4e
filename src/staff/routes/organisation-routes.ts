/** Organisations and sign-in providers, each by two people: `/api/staff/organisations…`, `/api/staff/providers…`. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  decideOrganisation,
  listOrganisations,
  OrganisationInput,
  proposeOrganisation,
} from '../organisations.ts';
import {
  decideProvider,
  listProviders,
  ProviderInput,
  proposeProvider,
  removeProvider,
} from '../provider-proposals.ts';
import { described, exactly, Id, type StaffParts } from './parts.ts';

const TAG = 'Organisations';
const Decision = exactly({ approved: Type.Boolean() });

export function organisationRoutes(app: FastifyInstance, { door, worker }: StaffParts): void {
  app.get(
    '/api/staff/organisations',
    described(TAG, 'Organisations here, and proposals that wait for a second person'),
    async (request) => listOrganisations(door, await worker(request)),
  );
  app.post<{ Body: OrganisationInput }>(
    '/api/staff/organisations',
    described(TAG, 'Propose an organisation; a body that enforces immigration law is refused', {
      body: OrganisationInput,
    }),
    async (request, reply) =>
      reply.code(201).send(await proposeOrganisation(door, await worker(request), request.body)),
  );
  app.post<{ Params: Id; Body: { approved: boolean } }>(
    '/api/staff/organisations/:id/decision',
    described(TAG, 'Approve as the second person, or refuse', { params: Id, body: Decision }),
    async (request) =>
      decideOrganisation(door, await worker(request), request.params.id, request.body.approved),
  );
  app.get(
    '/api/staff/providers',
    described(TAG, 'Sign-in providers of the own organisation'),
    async (request) => listProviders(door, await worker(request)),
  );
  app.post<{ Body: ProviderInput }>(
    '/api/staff/providers',
    described(TAG, 'Propose a sign-in provider', { body: ProviderInput }),
    async (request, reply) => {
      await proposeProvider(door, await worker(request), request.body);
      return reply.code(201).send({ proposal_id: request.body.proposal_id });
    },
  );
  app.post<{ Params: Id; Body: { approved: boolean } }>(
    '/api/staff/providers/:id/decision',
    described(TAG, 'Pin a provider as the second person, or refuse', {
      params: Id,
      body: Decision,
    }),
    async (request) => {
      const { params, body } = request;
      await decideProvider(door, await worker(request), params.id, body.approved);
      return { approved: body.approved };
    },
  );
  app.post<{ Body: { issuer: string } }>(
    '/api/staff/providers/removal',
    described(TAG, 'Take a provider away', {
      body: exactly({ issuer: Type.String({ maxLength: 300 }) }),
    }),
    async (request) => {
      await removeProvider(door, await worker(request), request.body.issuer);
      return { removed: true };
    },
  );
}
