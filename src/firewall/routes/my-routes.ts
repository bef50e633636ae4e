/**
 * A person's own record for programs and for the page `/my`: what is held, who opened it, take back, erase (FIRE-09, FIRE-10).
 * The code of her slip or card travels in the header `authorization: Slip <code>`, never in an address.
 */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { Problem } from '../../http/problem.ts';
import { withdrawConsent } from '../consent/withdraw-consent.ts';
import { asHolder, type Door } from '../context/who.ts';
import { askCorrection, LONGEST_NOTE } from '../corrections/correction.ts';
import { askErasure, consentsOf, eraseByOldCode, heldOf, logOf } from '../erasure/index.ts';
import { answers, Id } from './schemas.ts';

/** The code in the header. @throws `not_signed_in` without one. */
function codeIn(request: FastifyRequest): string {
  const code = /^Slip\s+(\S{8,200})$/.exec(request.headers.authorization ?? '')?.[1];
  if (!code)
    throw new Problem('not_signed_in', {
      detail: 'Give the code of the slip or card: "authorization: Slip <code>".',
    });
  return code;
}

const CorrectionInput = Type.Object(
  {
    correction_id: Type.String({ format: 'uuid', description: 'Made by the caller' }),
    text: Type.String({ minLength: 1, maxLength: LONGEST_NOTE }),
  },
  { additionalProperties: false },
);

export const myRoutes: FastifyPluginAsync<{ door: Door }> = async (app, { door }) => {
  const said = (summary: string) => ({
    schema: { tags: ['My record'], summary, response: answers },
  });
  const holder = (request: FastifyRequest) => door.holder(codeIn(request), request);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  app.get('/my/data', said('What is held about me, and for what'), async (request) => {
    const who = await holder(request);
    return { held: await heldOf(door, who), consents: await consentsOf(door, who) };
  });
  app.get('/my/log', said('Who opened what is mine'), async (request) => ({
    opened: await logOf(door, await holder(request)),
  }));
  app.post<{ Params: Id }>(
    '/my/consents/:id/withdrawal',
    {
      schema: {
        tags: ['My record'],
        summary: 'Take a consent back',
        params: Id,
        response: answers,
      },
    },
    async (request) => {
      const who = await holder(request);
      return withdrawConsent(
        door,
        { ...asHolder(who), purpose: 'own.access' },
        request.params.id,
        'token',
      );
    },
  );
  app.post<{ Body: Static<typeof CorrectionInput> }>(
    '/my/corrections',
    {
      schema: {
        tags: ['My record'],
        summary: 'Say what is wrong in my record: sealed for the organisation that holds it',
        body: CorrectionInput,
        response: answers,
      },
    },
    async (request, reply) => {
      const { correction_id: id, text } = request.body;
      await askCorrection(door, await holder(request), { id, text });
      return reply.code(201).send({ correction_id: id, state: 'asked' });
    },
  );
  app.post('/my/erasure', said('Erase what is held about me'), async (request, reply) =>
    reply.code(202).send(await askErasure(door, await holder(request))),
  );
  app.post(
    '/my/erasure/old',
    said('Erase what may still lie under a code whose time is over: answered alike for every code'),
    async (request, reply) => {
      await eraseByOldCode(door, codeIn(request), request);
      return reply.code(202).send({ asked: true });
    },
  );
};
