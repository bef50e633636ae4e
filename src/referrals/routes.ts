/** Referrals over HTTP, for the console and for other programs (design chapter 30, section 8). */
import type { FastifyPluginAsync } from 'fastify';
import { type Static, Type } from 'typebox';
import { AlertInput, listAlerts, OnCallInput, putOnCall, raiseAlert, takeAlert } from './alert.ts';
import { elsewhere } from './alternatives.ts';
import { checkNetwork } from './check.ts';
import { consentToReferral, lifeSaving } from './consent.ts';
import { makeReferral, writeDraft } from './draft.ts';
import { FINDINGS, listExceptions, reviewException } from './exceptions.ts';
import { LISTS, listReferrals, listTasks, readReferral, taskDone } from './lists.ts';
import {
  addToNetwork,
  changeNetwork,
  listNetwork,
  listViolations,
  reviewViolation,
} from './network.ts';
import { overdueServices } from './overdue.ts';
import { PROFILES } from './packet.ts';
import type { ReferralParts } from './parts.ts';
import {
  answerReceived,
  confirmDeleted,
  listReceived,
  listToDelete,
  readReceived,
} from './received.ts';
import {
  AnswerInput,
  CheckInput,
  ConsentGiven,
  DraftInput,
  HandOverInput,
  LifeSaving,
  NetworkChange,
  NetworkInput,
  OutcomeInput,
  ReferralInput,
  SendInput,
  StepInput,
} from './schemas.ts';
import { renewLink, sendReferral } from './send.ts';
import { escalate, handOver, reportOutcome, stepReferral } from './step.ts';

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
type Id = Static<typeof Id>;
const ListQuery = Type.Object(
  {
    list: Type.Optional(Type.Enum([...LISTS])),
    subject: Type.Optional(Type.String({ format: 'uuid' })),
  },
  { additionalProperties: false },
);
const TaskQuery = Type.Object(
  { all: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);
const Review = Type.Object(
  { finding: Type.Enum(['confirmed', 'mended', 'not_so']) },
  { additionalProperties: false },
);
const Looked = Type.Object({ finding: Type.Enum([...FINDINGS]) }, { additionalProperties: false });
/** The verbs pick what goes out. */
const answers = { '2xx': Type.Unsafe<never>({ type: 'object', additionalProperties: true }) };

export const referralRoutes: FastifyPluginAsync<ReferralParts> = async (app, parts) => {
  const { door } = parts;
  const said = (summary: string, rest: Record<string, unknown> = {}) => ({
    schema: { tags: ['Referrals'], summary, response: answers, ...rest },
  });
  const one = (summary: string, rest: Record<string, unknown> = {}) =>
    said(summary, { params: Id, ...rest });
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  app.get<{ Querystring: Static<typeof ListQuery> }>(
    '/api/referrals',
    said(
      'Referrals: mine by what is due, of my points, escalated, with the need still open, or of one person',
      {
        querystring: ListQuery,
      },
    ),
    async (request) => {
      const { list = 'mine', subject } = request.query;
      const worker = await door.worker(request);
      return { referrals: await listReferrals(parts, worker, subject ? 'person' : list, subject) };
    },
  );
  app.get(
    '/api/referrals/profiles',
    said('What may be sent to each kind of service, and why'),
    async (request) => {
      await door.worker(request);
      return { profiles: PROFILES };
    },
  );
  app.post<{ Body: ReferralInput }>(
    '/api/referrals',
    said('Make a draft', { body: ReferralInput }),
    async (request, reply) =>
      reply.code(201).send(await makeReferral(parts, await door.worker(request), request.body)),
  );
  app.get<{ Params: Id }>(
    '/api/referrals/:id',
    one('One referral, with its steps'),
    async (request) => readReferral(parts, await door.worker(request), request.params.id),
  );
  app.put<{ Params: Id; Body: DraftInput }>(
    '/api/referrals/:id',
    one('Write a draft anew', { body: DraftInput }),
    async (request) =>
      writeDraft(parts, await door.worker(request), request.params.id, request.body),
  );
  app.patch<{ Params: Id; Body: HandOverInput }>(
    '/api/referrals/:id',
    one('A new owner, a better name for "other", or what became of the need', {
      body: HandOverInput,
    }),
    async (request, reply) => {
      await handOver(parts, await door.worker(request), request.params.id, request.body);
      return reply.code(204).send();
    },
  );
  app.post<{ Params: Id; Body: ConsentGiven | LifeSaving }>(
    '/api/referrals/:id/consent',
    one(
      'The person says yes to this recipient and these kinds of data; or why she could not be asked while her life is in danger',
      { body: Type.Union([ConsentGiven, LifeSaving]) },
    ),
    async (request) => {
      const worker = await door.worker(request);
      const { id } = request.params;
      const { body } = request;
      return 'exception' in body
        ? lifeSaving(parts, worker, id, body)
        : consentToReferral(parts, worker, id, body);
    },
  );
  app.get<{ Params: Id }>(
    '/api/referrals/:id/alternatives',
    one('Where else she could go'),
    async (request) => ({
      alternatives: await elsewhere(parts, await door.worker(request), request.params.id),
    }),
  );
  app.post<{ Params: Id; Body: SendInput }>(
    '/api/referrals/:id/send',
    one('Send: consent, agreement and conditions are looked at again, the packet is frozen', {
      body: SendInput,
    }),
    async (request) =>
      sendReferral(parts, await door.worker(request), request.params.id, request.body),
  );
  app.post<{ Params: Id }>(
    '/api/referrals/:id/link',
    one('A new link and code for a recipient who lost them'),
    async (request) => renewLink(parts, await door.worker(request), request.params.id),
  );
  app.post<{ Params: Id; Body: StepInput }>(
    '/api/referrals/:id/steps',
    one(
      'Reply, revise, write down an answer heard by telephone, cancel, or take back for the person',
      { body: StepInput },
    ),
    async (request) =>
      stepReferral(parts, await door.worker(request), request.params.id, request.body),
  );
  app.post<{ Params: Id; Body: OutcomeInput }>(
    '/api/referrals/:id/outcome',
    one('How it ended, as heard at the desk', { body: OutcomeInput }),
    async (request) =>
      reportOutcome(parts, await door.worker(request), request.params.id, request.body),
  );
  app.post<{ Params: Id; Body: OutcomeInput }>(
    '/api/referrals/:id/follow-up',
    one('How it ended, as heard when asking afterwards', { body: OutcomeInput }),
    async (request) =>
      reportOutcome(
        parts,
        await door.worker(request),
        request.params.id,
        request.body,
        'followup.outcome',
      ),
  );
  app.post<{ Params: Id }>(
    '/api/referrals/:id/escalation',
    one('Give it to whoever looks after the network, now'),
    async (request, reply) => {
      await escalate(parts, await door.worker(request), request.params.id);
      return reply.code(204).send();
    },
  );

  app.get<{ Querystring: Static<typeof TaskQuery> }>(
    '/api/referrals/tasks',
    said('What has to be told and nobody has carried yet, with the number to call', {
      querystring: TaskQuery,
    }),
    async (request) => ({
      tasks: await listTasks(parts, await door.worker(request), request.query.all ?? false),
    }),
  );
  app.post<{ Params: Id }>('/api/referrals/tasks/:id', one('I told it'), async (request, reply) => {
    await taskDone(parts, await door.worker(request), request.params.id);
    return reply.code(204).send();
  });

  app.get(
    '/api/referrals/received',
    said('What came to my organisation and waits'),
    async (request) => ({
      received: await listReceived(parts, await door.worker(request)),
    }),
  );
  app.post<{ Params: Id }>(
    '/api/referrals/received/:id/open',
    one('Read a packet: the first look counts as opened, each stands in the log'),
    async (request) => readReceived(parts, await door.worker(request), request.params.id),
  );
  app.post<{ Params: Id; Body: AnswerInput }>(
    '/api/referrals/received/:id/answer',
    one('We can help, ask one thing, we cannot; later how it ended', { body: AnswerInput }),
    async (request) =>
      answerReceived(parts, await door.worker(request), request.params.id, request.body),
  );
  app.get(
    '/api/referrals/received/to-delete',
    said('What was taken back and has to be deleted within seven days'),
    async (request) => ({ to_delete: await listToDelete(parts, await door.worker(request)) }),
  );
  app.post<{ Params: Id }>(
    '/api/referrals/received/to-delete/:id',
    one('We have deleted it'),
    async (request, reply) => {
      await confirmDeleted(parts, await door.worker(request), request.params.id);
      return reply.code(204).send();
    },
  );

  app.get('/api/network', said('Whom we send people to'), async (request) => ({
    network: await listNetwork(parts, await door.worker(request)),
  }));
  app.post<{ Body: NetworkInput }>(
    '/api/network',
    said('Add a service to the network', { body: NetworkInput }),
    async (request, reply) =>
      reply.code(201).send(await addToNetwork(parts, await door.worker(request), request.body)),
  );
  app.put<{ Params: Id; Body: NetworkChange }>(
    '/api/network/:id',
    one('Change the way to it, or whether it is suggested', { body: NetworkChange }),
    async (request, reply) => {
      await changeNetwork(parts, await door.worker(request), request.params.id, request.body);
      return reply.code(204).send();
    },
  );
  app.post<{ Body: CheckInput }>(
    '/api/network/check',
    said('What is known of a service now against what the person needs, and better ones', {
      body: CheckInput,
    }),
    async (request) => checkNetwork(parts, await door.worker(request), request.body),
  );
  app.get(
    '/api/network/violations',
    said('Reports that somebody was turned away'),
    async (request) => ({
      violations: await listViolations(parts, await door.worker(request)),
    }),
  );
  app.post<{ Params: Id; Body: Static<typeof Review> }>(
    '/api/network/violations/:id/review',
    one('What a review found', { body: Review }),
    async (request, reply) => {
      const { finding } = request.body;
      await reviewViolation(parts, await door.worker(request), request.params.id, finding);
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/network/overdue',
    said('What waits too long in the whole network, by service, without anybody in it'),
    async (request) => ({ services: await overdueServices(parts, await door.worker(request)) }),
  );
  app.get(
    '/api/exceptions',
    said(
      'What went without a yes because a life was in danger, those that nobody has looked at first',
    ),
    async (request) => ({ exceptions: await listExceptions(parts, await door.worker(request)) }),
  );
  app.post<{ Params: Id; Body: Static<typeof Looked> }>(
    '/api/exceptions/:id/review',
    one('A second person looked at it; what was wrong is taken back at once', { body: Looked }),
    async (request, reply) => {
      const { finding } = request.body;
      await reviewException(parts, await door.worker(request), request.params.id, finding);
      return reply.code(204).send();
    },
  );

  app.get('/api/alerts', said('Urgent calls of the last day'), async (request) => ({
    alerts: await listAlerts(parts, await door.worker(request)),
  }));
  app.post<{ Body: AlertInput }>(
    '/api/alerts',
    said('Ring who is on call', { body: AlertInput }),
    async (request, reply) =>
      reply.code(201).send(await raiseAlert(parts, await door.worker(request), request.body)),
  );
  app.post<{ Params: Id }>('/api/alerts/:id/taken', one('I am coming'), async (request, reply) => {
    await takeAlert(parts, await door.worker(request), request.params.id);
    return reply.code(204).send();
  });
  app.post<{ Body: OnCallInput }>(
    '/api/on-call',
    said('Put somebody on call', { body: OnCallInput }),
    async (request, reply) => {
      await putOnCall(parts, await door.worker(request), request.body);
      return reply.code(201).send({ on_call_id: request.body.on_call_id });
    },
  );
};
