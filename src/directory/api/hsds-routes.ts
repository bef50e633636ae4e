/**
 * The HSDS API: `/hsds/3.0`, `/hsds/3.1` with our profile, `/hsds/plain/3.x` without it (chapter 10, section 2.6).
 * Open to every origin, without credentials; nothing that was asked is written to a log.
 */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { validate as isUuid } from 'uuid';
import type { Database } from '../../database/index.ts';
import { Problem } from '../../http/problem.ts';
import { HSDS_VERSIONS, type HsdsProfile, type HsdsVersion } from '../export/fields.ts';
import type { Writing } from '../export/nest.ts';
import { chooseEncoding, compress } from '../../http/packing.ts';
import { answerLines, answerOne, answerPage } from './answer-list.ts';
import { KeptAnswers } from './kept-answers.ts';
import { collectValues, KNOWN, type ListName, readQuestion } from './parameters.ts';
import { profileRoutes } from './profile-routes.ts';
import {
  baseSchema,
  idSchema,
  objectSchema,
  pageSchema,
  problemSchema,
  questionSchema,
} from './route-schemas.ts';

export type HsdsOptions = {
  database: Database;
  /** ms since 1970 UTC; the clock of this machine when absent. */
  now?: () => number;
};

const LISTS = Object.keys(KNOWN) as ListName[];

export const hsdsRoutes: FastifyPluginAsync<HsdsOptions> = async (app, options) => {
  // The schemas describe; `parameters.ts` checks, since a list takes its question from three places at once.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*');
    reply.header('access-control-expose-headers', 'x-ignored-parameters');
  });
  app.options('/hsds/*', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .headers({
        'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '86400',
      })
      .status(204)
      .send(),
  );
  await app.register(profileRoutes);
  for (const version of HSDS_VERSIONS) {
    versionRoutes(app, options, `/hsds/${version}`, version, 'wayhouse');
    versionRoutes(app, options, `/hsds/plain/${version}`, version, 'plain');
  }
};

function versionRoutes(
  app: FastifyInstance,
  { database, now = Date.now }: HsdsOptions,
  prefix: string,
  version: HsdsVersion,
  profile: HsdsProfile,
): void {
  const writing = (): Writing => ({ version, profile, now: now() });
  const tags = [`HSDS ${version}${profile === 'plain' ? ', plain' : ''}`];
  app.get(
    prefix,
    { schema: { tags, summary: 'What this interface is', response: { 200: baseSchema } } },
    async (request, reply) => {
      const here = `${request.protocol}://${request.host}`;
      return reply.header('cache-control', 'public, max-age=300').send({
        version,
        profile:
          profile === 'plain'
            ? `https://docs.openreferral.org/en/${version}/`
            : `${here}/hsds/profile/1.0/`,
        openapi_url: `${here}/openapi.json`,
      });
    },
  );
  const kept = new KeptAnswers();
  for (const list of LISTS) {
    const answer = (request: FastifyRequest, reply: FastifyReply) =>
      sendList(database, kept, list, writing(), request, reply);
    const schema = {
      tags,
      summary: `List of ${list.replaceAll('_', ' ')}`,
      response: { 200: pageSchema, 400: problemSchema },
    };
    app.get(
      `${prefix}/${list}`,
      { schema: { ...schema, querystring: questionSchema(list) } },
      answer,
    );
    app.post(
      `${prefix}/${list}`,
      {
        schema: {
          ...schema,
          description:
            'The same names in the address, a form or a JSON body. The answer is not kept by caches.',
          querystring: questionSchema(list),
          body: questionSchema(list),
        },
      },
      answer,
    );
    app.get<{ Params: { id: string } }>(
      `${prefix}/${list}/:id`,
      {
        schema: {
          tags,
          summary: `One of ${list.replaceAll('_', ' ')}, with everything that belongs to it`,
          params: idSchema,
          response: { 200: objectSchema, 404: problemSchema },
        },
      },
      (request, reply) => sendOne(database, list, writing(), request, reply),
    );
  }
}

async function sendList(
  database: Database,
  kept: KeptAnswers,
  list: ListName,
  writing: Writing,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const values = collectValues(request.query, request.method === 'POST' ? request.body : undefined);
  const { question, ignored } = readQuestion(list, values);
  if (ignored.length > 0) reply.header('x-ignored-parameters', headerList(ignored));
  // What was searched for stays out of every cache; the rest may be kept for a moment.
  const told =
    request.method === 'POST' || question.search !== undefined || question.postcode !== undefined;
  reply.header('cache-control', told ? 'no-store' : 'public, max-age=15');
  if (question.ndjson) {
    const lines = answerLines(database, list, question, writing)[Symbol.asyncIterator]();
    // The first piece is read before the status is sent, so that a bad filter is still a 400.
    const first = await lines.next();
    return reply
      .type('application/x-ndjson; charset=utf-8')
      .send(Readable.from(rest(first, lines)));
  }
  const make = async (): Promise<string> =>
    JSON.stringify(await answerPage(database, list, question, writing));
  const encoding = chooseEncoding(request.headers['accept-encoding']);
  const key = JSON.stringify([writing.version, writing.profile, list, question]);
  const body = told
    ? await compress(await make(), encoding)
    : await kept.answer(key, encoding, performance.now(), make);
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.header('vary', 'accept-encoding').type('application/json; charset=utf-8').send(body);
}

async function* rest(
  first: IteratorResult<string>,
  lines: AsyncIterator<string>,
): AsyncGenerator<string> {
  try {
    for (let piece = first; !piece.done; piece = await lines.next()) yield piece.value;
  } finally {
    await lines.return?.();
  }
}

async function sendOne(
  database: Database,
  list: ListName,
  writing: Writing,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { id } = request.params;
  const values = collectValues(request.query);
  const fullService = list === 'organizations' && values.get('full_service') === 'true';
  const known = list === 'organizations' ? ['full_service'] : [];
  const ignored = [...values.keys()].filter((name) => !known.includes(name));
  if (ignored.length > 0) reply.header('x-ignored-parameters', headerList(ignored));
  const object = isUuid(id)
    ? await answerOne(database, list, id.toLowerCase(), fullService, writing)
    : undefined;
  if (!object) {
    throw new Problem('not_found', {
      field: 'id',
      detail: 'There is no public record with this id.',
    });
  }
  return reply
    .header('cache-control', 'public, max-age=15')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(object));
}

/** Names as a header may carry them: at most twenty, other characters than those of names replaced. */
function headerList(names: readonly string[]): string {
  return names
    .slice(0, 20)
    .map((name) => name.slice(0, 60).replaceAll(/[^\w.-]/g, '_'))
    .join(', ');
}
