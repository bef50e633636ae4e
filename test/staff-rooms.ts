/** The plugins whose routes lie under /api, /staff or /desk, for the tests that look at all of them. */
import { alertInboxRoutes, alertPages } from '../src/alerts/index.ts';
import { findRoutes } from '../src/api/index.ts';
import { consoleRoutes } from '../src/console/index.ts';
import { hsdsRoutes } from '../src/directory/index.ts';
import { guardRoutes } from '../src/firewall/guard/index.ts';
import { firewallRoutes, logRoutes } from '../src/firewall/index.ts';
import { peopleRoutes } from '../src/people/index.ts';
import { protectionRoutes } from '../src/protection/index.ts';
import { referralRoutes } from '../src/referrals/index.ts';
import { syncRoutes } from '../src/sync/index.ts';
import { staffRoutes } from '../src/staff/routes/index.ts';

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
