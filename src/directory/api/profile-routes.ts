/** The published description of our profile: merge patches, merged schemas and a page for people. */
import type { FastifyPluginAsync } from 'fastify';
import { Problem } from '../../http/problem.ts';
import { PROFILE_VERSION } from '../profile.ts';
import { mergedSchema, PATCHED, profilePatch } from '../export/profile-schemas.ts';
import { hasSchema } from '../export/schema-files.ts';
import { profilePage } from './profile-page.ts';

const BASE = `/hsds/profile/${PROFILE_VERSION}`;
/** The profile is described over the newest HSDS that we know; older ones have fewer of its tables. */
const OVER = '3.1';

type File = { Params: { file: string } };

export const profileRoutes: FastifyPluginAsync = async (app) => {
  const tags = ['HSDS profile'];
  app.get(
    `${BASE}/`,
    { schema: { tags, summary: 'The profile, for people' } },
    async (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=3600')
        .header(
          'content-security-policy',
          "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
        )
        .type('text/html; charset=utf-8')
        .send(profilePage(PATCHED)),
  );
  app.get<File>(
    `${BASE}/profile/:file`,
    { schema: { tags, summary: 'JSON Merge Patch over one official schema (RFC 7386)' } },
    async ({ params }, reply) => {
      const patch = profilePatch(nameOf(params.file));
      if (!patch) throw new Problem('not_found');
      return reply
        .header('cache-control', 'public, max-age=3600')
        .type('application/merge-patch+json')
        .send(JSON.stringify(patch, null, 2));
    },
  );
  app.get<File>(
    `${BASE}/schema/:file`,
    { schema: { tags, summary: 'One official schema with the patch merged in' } },
    async ({ params }, reply) => {
      const name = nameOf(params.file);
      if (!hasSchema(OVER, name) || name === 'openapi') throw new Problem('not_found');
      return reply
        .header('cache-control', 'public, max-age=3600')
        .type('application/schema+json')
        .send(JSON.stringify(mergedSchema(OVER, name), null, 2));
    },
  );
};

function nameOf(file: string): string {
  return /^[a-z_]+\.json$/.test(file) ? file.slice(0, -5) : '';
}
