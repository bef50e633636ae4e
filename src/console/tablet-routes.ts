/** The staff web app at `/desk`: one page for every address, its files by hash, manifest and worker. Nothing here is about a person. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { chooseEncoding, compress } from '../http/packing.ts';
import { Problem } from '../http/problem.ts';
import type { Tablet, TabletFile } from './tablet-build.ts';

export const FOREVER = 'public, max-age=31536000, immutable';
const HIDDEN = { schema: { hide: true } };

/** No inline script or style, no other host, no frame (chapter 20, section 14). */
export const TABLET_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function tabletRoutes(app: FastifyInstance, tablet: Tablet): void {
  const sending = sender();
  const shell = { type: 'text/html; charset=utf-8', body: Buffer.from(tablet.shell) };
  const worker = { type: 'text/javascript; charset=utf-8', body: Buffer.from(tablet.worker) };
  const manifest = { type: 'application/manifest+json', body: Buffer.from(tablet.manifest) };

  const page = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    sending(
      request,
      reply
        .header('content-security-policy', TABLET_POLICY)
        .header('permissions-policy', 'geolocation=(), camera=(self), microphone=(self)'),
      shell,
      'no-cache',
    );
  app.get('/desk', HIDDEN, async (request, reply) =>
    // The worker's scope ends with a stroke; without it the page would stand outside.
    request.url.startsWith('/desk/') ? page(request, reply) : reply.redirect('/desk/', 308),
  );
  app.get('/desk/*', HIDDEN, page);
  app.get('/desk/worker.js', HIDDEN, async (request, reply) =>
    sending(request, reply, worker, 'no-cache'),
  );
  app.get('/desk/manifest.webmanifest', HIDDEN, async (request, reply) =>
    sending(request, reply, manifest, 'no-cache'),
  );
  app.get<{ Params: { file: string } }>('/desk/assets/:file', HIDDEN, async (request, reply) => {
    const file = tablet.files.get(request.params.file);
    if (!file) throw new Problem('not_found');
    return sending(request, reply, file, FOREVER);
  });
}

/** Sends files that do not change while the server runs, packed once for each encoding. */
export function sender() {
  const made = new Map<Buffer, Map<string, Promise<Buffer | string>>>();
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    { type, body }: Pick<TabletFile, 'type' | 'body'>,
    cache: string,
  ): Promise<FastifyReply> => {
    const picture = type.startsWith('image/png');
    const encoding = picture ? 'identity' : chooseEncoding(request.headers['accept-encoding']);
    const bodies = made.get(body) ?? new Map<string, Promise<Buffer | string>>();
    made.set(body, bodies);
    const ready = bodies.get(encoding) ?? compress(body, encoding, 9);
    bodies.set(encoding, ready);
    if (encoding !== 'identity') reply.header('content-encoding', encoding);
    return reply
      .header('content-type', type)
      .header('cache-control', cache)
      .header('vary', 'accept-encoding')
      .send(await ready);
  };
}
