/** The finder for programs: `POST /api/v1/find` and the tree of needs. Answers are never stored anywhere. */
import type { FastifyPluginAsync } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Listing } from '../directory/listing.ts';
import { isEssential, NEED_CODES } from '../directory/needs.ts';
import type { FinderAnswer, FinderQuery } from '../finder/query.ts';
import { FindBody, queryFromBody } from './find-query.ts';

export type FindRoutesOptions = {
  now(): number;
  find(query: FinderQuery): FinderAnswer;
  listings(codes: readonly string[], lang: string): Promise<readonly Listing[]>;
  /** Labels of needs in a language, by code; English where the language is not there. */
  needLabels(lang: string): Readonly<Record<string, string>>;
};

export const findRoutes: FastifyPluginAsync<FindRoutesOptions> = async (app, house) => {
  app.post<{ Body: Static<typeof FindBody> }>(
    '/api/v1/find',
    {
      bodyLimit: 16_384,
      schema: {
        tags: ['Finder'],
        summary: 'Find services that fit',
        description:
          'Three groups: fits, may_fit (some wish is unknown: ask first), close (one wish is known not to be met). Every item explains itself. Nothing of the question is stored.',
        body: FindBody,
        response: {
          200: Type.Object({
            answer: Type.Unsafe({ type: 'object', additionalProperties: true }),
            listings: Type.Unsafe({ type: 'object', additionalProperties: true }),
          }),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const answer = house.find(queryFromBody(request.body, house.now()));
      const listings = await house.listings(
        answer.items.map(({ code }) => code),
        request.body.lang,
      );
      return {
        answer,
        listings: Object.fromEntries(listings.map((listing) => [listing.code, listing])),
      };
    },
  );

  app.get<{ Querystring: { lang?: string } }>(
    '/api/v1/needs',
    {
      schema: {
        tags: ['Finder'],
        summary: 'The tree of needs, with labels',
        querystring: Type.Object({ lang: Type.Optional(Type.String({ maxLength: 20 })) }),
      },
    },
    async (request) => {
      const labels = house.needLabels(request.query.lang ?? 'en');
      return NEED_CODES.map((code) => ({
        code,
        label: labels[code] ?? code,
        essential: isEssential(code),
      }));
    },
  );
};
