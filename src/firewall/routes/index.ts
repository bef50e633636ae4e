/** Everything of the firewall over HTTP. */
import { dateOfInstant } from '../../languages/days.ts';
import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import type { Database } from '../../database/index.ts';
import type { Door } from '../context/who.ts';
import { halfYearOf, lastToldOn, transparency } from '../register/transparency.ts';
import { consentRoutes } from './consent-routes.ts';
import { myRoutes } from './my-routes.ts';
import { registerRoutes } from './register-routes.ts';
import { answers } from './schemas.ts';

export const firewallRoutes: FastifyPluginAsync<{ door: Door }> = async (app, { door }) => {
  await app.register(consentRoutes, { door });
  await app.register(registerRoutes, { door });
  await app.register(myRoutes, { door });
};

/** The transparency report for everybody: figures of one half year that is over, the last one when none is named. */
export const transparencyRoutes: FastifyPluginAsync<{ database: Database }> = async (
  app,
  { database },
) => {
  app.get<{ Querystring: { from?: string; to?: string } }>(
    '/transparency.json',
    {
      schema: {
        tags: ['Transparency'],
        summary: 'Demands by authorities, holds and break-glass: counted, zeros included',
        querystring: Type.Object({
          from: Type.Optional(
            Type.String({ format: 'date', description: 'First day of a half year that is over' }),
          ),
          to: Type.Optional(
            Type.String({ format: 'date', description: 'First day of the next one' }),
          ),
        }),
        response: answers,
      },
    },
    async (request) => {
      const last = lastToldOn(dateOfInstant(Date.now()));
      const { from = last.from, to = halfYearOf(from).to } = request.query;
      return transparency(database, from, to);
    },
  );
};
