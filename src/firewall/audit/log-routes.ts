/**
 * The published log over HTTP (c2sp.org/tlog-tiles): `GET /audit/checkpoint`, `/audit/tile/…`, entries included.
 * Files that never change, so nothing here needs the database or knows anybody.
 */
import type { FastifyPluginAsync } from 'fastify';
import { Problem } from '../../http/problem.ts';
import { readFolder } from './log-folder.ts';
import { parseTilePath } from './tile-paths.ts';

export type LogRoutesOptions = {
  /** The folder into which the sequencer publishes. */
  folder: string;
  /** The log's verifier key as text; served at `/audit/key` so that people can compare it with a printed one. */
  vkey?: string;
};

const YEAR = 31_536_000;

export const logRoutes: FastifyPluginAsync<LogRoutesOptions> = async (app, { folder, vkey }) => {
  const read = readFolder(folder);
  app.get('/audit/checkpoint', { schema: { hide: true } }, async (_request, reply) => {
    const bytes = await read('checkpoint');
    if (!bytes) throw new Problem('not_found', { detail: 'The log has no checkpoint yet.' });
    return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-cache').send(bytes);
  });
  app.get<{ Params: { '*': string } }>(
    '/audit/tile/*',
    { schema: { hide: true } },
    async (request, reply) => {
      const path = `tile/${request.params['*']}`;
      // Anything but the one form of a tile's path is no file of the log: no dots, no way out of the folder.
      const bytes = parseTilePath(path) && (await read(path));
      if (!bytes) throw new Problem('not_found');
      return reply
        .type('application/octet-stream')
        .header('cache-control', `public, max-age=${YEAR}, immutable`)
        .send(bytes);
    },
  );
  if (vkey)
    app.get('/audit/key', { schema: { hide: true } }, async (_request, reply) =>
      reply.type('text/plain; charset=utf-8').header('cache-control', 'no-cache').send(`${vkey}\n`),
    );
};
