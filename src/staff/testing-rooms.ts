/** The plugins whose routes lie under /api, /staff or /desk, for the tests that look at all of them. */
import { alertInboxRoutes, alertPages } from '../alerts/index.ts';
import { findRoutes } from '../api/index.ts';
import { consoleRoutes } from '../console/index.ts';
import { hsdsRoutes } from '../directory/index.ts';
import { guardRoutes } from '../firewall/guard/index.ts';
import { firewallRoutes, logRoutes } from '../firewall/index.ts';
import { peopleRoutes } from '../people/index.ts';
import { protectionRoutes } from '../protection/index.ts';
import { referralRoutes } from '../referrals/index.ts';
import { syncRoutes } from '../sync/index.ts';
import { staffRoutes } from './routes/index.ts';

/** By the name that `app.ts` registers each under. */
export const STAFF_ROOMS = {
  alertPages,
  alertInboxRoutes,
  findRoutes,
  hsdsRoutes,
  guardRoutes,
  firewallRoutes,
  logRoutes,
  staffRoutes,
  consoleRoutes,
  referralRoutes,
  syncRoutes,
  peopleRoutes,
  protectionRoutes,
};
