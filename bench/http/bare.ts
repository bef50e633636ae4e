/** The peer: a bare Fastify that answers one page of the same bytes and headers, and does nothing else. */
import Fastify from 'fastify';

const port = Number(process.argv[2]);
const app = Fastify();
await app.register(async (routes) => {
  let body: Buffer = Buffer.alloc(0);
  let headers: Record<string, string> = {};
  routes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, payload, done) =>
    done(null, payload),
  );
  routes.put('/page', async (request) => {
    body = request.body as Buffer;
    headers = JSON.parse(String(request.headers['x-answer-headers'])) as Record<string, string>;
    return { bytes: body.length };
  });
  const answer = async (
    _request: unknown,
    reply: { headers(values: Record<string, string>): { send(body: Buffer): unknown } },
  ): Promise<unknown> => reply.headers(headers).send(body);
  routes.get('/page', answer as never);
  routes.post('/page', answer as never);
});
await app.listen({ port, host: '127.0.0.1' });
process.stdout.write('ready\n');
