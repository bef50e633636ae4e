/** Consents and agreements over HTTP (chapter 20, section 16). */
import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import {
  AgreementInput,
  assessHarm,
  cutOrganisation,
  draftAgreement,
  HarmInput,
  listAgreements,
  reopenAgreement,
  signAgreement,
  startAgreement,
  stopAgreement,
} from '../agreements/agreement.ts';
import { readAgreement } from '../agreements/read-agreement.ts';
import { listWarnings } from '../agreements/warn.ts';
import { ConsentInput, giveConsent } from '../consent/give-consent.ts';
import { WITHDRAWN_HOW, withdrawConsent } from '../consent/withdraw-consent.ts';
import { asWorker, type Door } from '../context/who.ts';
import { answers, Id } from './schemas.ts';

export const consentRoutes: FastifyPluginAsync<{ door: Door }> = async (app, { door }) => {
  app.post<{ Body: ConsentInput }>(
    '/api/consents',
    {
      schema: {
        tags: ['Consent'],
        summary: 'Write a consent down: one person, one recipient, one purpose',
        body: ConsentInput,
        response: answers,
      },
    },
    async (request, reply) =>
      reply.code(201).send(await giveConsent(door, await door.worker(request), request.body)),
  );

  app.post<{ Params: Id; Body: { how: (typeof WITHDRAWN_HOW)[number]; purpose_id: string } }>(
    '/api/consents/:id/withdrawal',
    {
      schema: {
        tags: ['Consent'],
        summary: 'Take a consent back: true at once, the recipient is told to delete',
        params: Id,
        body: Type.Object(
          { how: Type.Enum([...WITHDRAWN_HOW]), purpose_id: Type.String({ maxLength: 60 }) },
          { additionalProperties: false },
        ),
        response: answers,
      },
    },
    async (request) => {
      const worker = await door.worker(request);
      const { how, purpose_id: purpose } = request.body;
      return withdrawConsent(door, { ...asWorker(worker), purpose }, request.params.id, how);
    },
  );

  app.get(
    '/api/agreements',
    {
      schema: {
        tags: ['Agreements'],
        summary: 'Agreements of the own organisation',
        response: answers,
      },
    },
    async (request) => ({ agreements: await listAgreements(door, await door.worker(request)) }),
  );
  app.get(
    '/api/agreements/warnings',
    {
      schema: {
        tags: ['Agreements'],
        summary: 'Agreements of the own organisation that end in 60, 30 or 7 days',
        response: answers,
      },
    },
    async (request) => ({ warnings: await listWarnings(door, await door.worker(request)) }),
  );
  app.get<{ Params: Id }>(
    '/api/agreements/:id',
    {
      schema: {
        tags: ['Agreements'],
        summary: 'One agreement with its promises and who could be harmed, as both sides read it',
        params: Id,
        response: answers,
      },
    },
    async (request) => readAgreement(door, await door.worker(request), request.params.id),
  );
  app.post<{ Body: AgreementInput }>(
    '/api/agreements',
    {
      schema: {
        tags: ['Agreements'],
        summary: 'Draft an agreement',
        body: AgreementInput,
        response: answers,
      },
    },
    async (request, reply) =>
      reply.code(201).send(await draftAgreement(door, await door.worker(request), request.body)),
  );
  app.post<{ Params: Id; Body: HarmInput }>(
    '/api/agreements/:id/harm',
    {
      schema: {
        tags: ['Agreements'],
        summary: 'Say who could be harmed, and how that is prevented',
        params: Id,
        body: HarmInput,
        response: answers,
      },
    },
    async (request) =>
      assessHarm(door, await door.worker(request), request.params.id, request.body),
  );
  const steps = {
    signature: { verb: signAgreement, summary: 'Sign for the own side' },
    start: { verb: startAgreement, summary: 'Let it take effect; every safeguard must stand' },
    reopen: { verb: reopenAgreement, summary: 'Back to a draft; both sign anew' },
  } as const;
  for (const [step, { verb, summary }] of Object.entries(steps))
    app.post<{ Params: Id }>(
      `/api/agreements/:id/${step}`,
      { schema: { tags: ['Agreements'], summary, params: Id, response: answers } },
      async (request) => verb(door, await door.worker(request), request.params.id),
    );
  app.post<{ Params: Id; Body: { state: 'suspended' | 'ended' } }>(
    '/api/agreements/:id/stop',
    {
      schema: {
        tags: ['Agreements'],
        summary: 'Suspend or end it: nothing crosses from the next statement on',
        params: Id,
        body: Type.Object(
          { state: Type.Enum(['suspended', 'ended']) },
          { additionalProperties: false },
        ),
        response: answers,
      },
    },
    async (request) =>
      stopAgreement(door, await door.worker(request), request.params.id, request.body.state),
  );
  app.post<{ Params: Id; Body: { cut: boolean } }>(
    '/api/organisations/:id/cut',
    {
      schema: {
        tags: ['Agreements'],
        summary: 'Cut an organisation off, or let it back',
        params: Id,
        body: Type.Object({ cut: Type.Boolean() }, { additionalProperties: false }),
        response: answers,
      },
    },
    async (request) => ({
      changed: await cutOrganisation(
        door,
        await door.worker(request),
        request.params.id,
        request.body.cut,
      ),
    }),
  );
};
