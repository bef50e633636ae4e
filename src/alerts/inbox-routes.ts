/** Alerts that partners send: `POST /api/v1/alerts/cap` with their token. What comes is a draft and is shown to nobody. */
import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../database/index.ts';
import type { Scan } from '../firewall/files/index.ts';
import { Problem } from '../http/problem.ts';
import { CapRefusal, decodeXml } from './cap/index.ts';
import { fieldsOfRefusal, partnerOf, receiveCap } from './inbox.ts';

const MOST_BYTES = 1_100_000;

export const alertInboxRoutes: FastifyPluginAsync<{ database: Database; scan: Scan }> = async (
  app,
  { database, scan },
) => {
  app.addContentTypeParser(
    ['application/cap+xml', 'application/xml', 'text/xml'],
    { parseAs: 'buffer', bodyLimit: MOST_BYTES },
    (_request, body, done) => done(null, body),
  );
  app.post('/api/v1/alerts/cap', { bodyLimit: MOST_BYTES }, async (request, reply) => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const { org, partner } = await partnerOf(database, token);
    if (!Buffer.isBuffer(request.body)) throw new Problem('unsupported');
    await scan(request.body);
    const received = await receiveCap(database, { org, partner }, textOf(request.body));
    return reply
      .status(received.isNew ? 202 : 200)
      .header('cache-control', 'no-store')
      .send({
        draft: received.id,
        signature: received.signature.state,
        note: 'An officer looks at it. Nothing is shown before.',
      });
  });
};

function textOf(body: Buffer): string {
  try {
    return decodeXml(body);
  } catch (error) {
    if (error instanceof CapRefusal)
      throw new Problem('bad_input', { errors: fieldsOfRefusal(error), cause: error });
    throw error;
  }
}
