/** Everything of the staff room over HTTP, for programs; the screens are the console's. */
import type { FastifyPluginAsync } from 'fastify';
import { relyingParty } from '../passkeys.ts';
import { openProviders } from '../providers.ts';
import type { Steps } from '../sealed-steps.ts';
import { accountRoutes } from './account-routes.ts';
import { organisationRoutes } from './organisation-routes.ts';
import { ownRoutes } from './own-routes.ts';
import { type HouseDoor, keepNothing, type StaffParts } from './parts.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { teamRoutes } from './team-routes.ts';

export type StaffRoutesOptions = {
  door: HouseDoor;
  /** Signed notes between two steps, of this installation. */
  steps: Steps;
  /** Ms since 1970. */
  now?: () => number;
  /** Public address of the installation: what passkeys and providers are tied to. */
  origin: string;
  /** Its name, shown when a passkey is made. */
  name: string;
  /** How sign-in providers are reached; the platform's own by default. */
  fetch?: Parameters<typeof openProviders>[1];
};

/** What routes and screens stand on. */
export function staffParts({
  door: house,
  steps,
  now = Date.now,
  origin,
  name,
  fetch,
}: StaffRoutesOptions): StaffParts {
  const { database, keeper } = house;
  const door = { database, keeper, steps, now, party: relyingParty(origin, name) };
  return {
    house,
    door,
    providers: openProviders(door, fetch),
    worker: (request) => house.worker(request),
  };
}

export const staffRoutes: FastifyPluginAsync<StaffRoutesOptions> = async (app, options) => {
  const parts = staffParts(options);
  app.addHook('onRequest', keepNothing);
  signInRoutes(app, parts);
  ownRoutes(app, parts);
  accountRoutes(app, parts);
  organisationRoutes(app, parts);
  teamRoutes(app, parts);
};
