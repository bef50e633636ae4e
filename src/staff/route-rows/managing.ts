/** Routes of those who manage staff, organisations and agreements. The table of all: `../route-table.ts`. */
import { type RouteRow, rows } from './row.ts';

export const MANAGING: readonly RouteRow[] = [
  ...rows(
    'staff.manage',
    `GET /api/staff/accounts
    POST /api/staff/accounts
    GET /api/staff/accounts/:id
    POST /api/staff/accounts/:id/invitation
    POST /api/staff/accounts/:id/roles
    POST /api/staff/accounts/:id/roles/:grant/end
    POST /api/staff/accounts/:id/training
    POST /api/staff/accounts/:id/close
    GET /api/staff/accounts/:id/sessions
    GET /api/staff/accounts/:id/refused-tries
    POST /api/staff/accounts/:id/sessions/:session/end
    GET /api/staff/team
    POST /api/staff/team/conduct
    POST /api/staff/team/interpreters
    GET /api/staff/team/interpreters
    GET /api/staff/roster/week
    GET /api/staff/roster
    POST /api/staff/roster
    POST /api/staff/roster/:id/removal
    POST /api/staff/roster/:id/assignments
    POST /api/staff/roster/:id/assignments/:account/end
    GET /api/staff/ways-back
    POST /api/staff/ways-back/:hash/second
    GET /api/staff/organisations
    POST /api/staff/organisations
    POST /api/staff/organisations/:id/decision
    GET /api/staff/providers
    POST /api/staff/providers
    POST /api/staff/providers/:id/decision
    POST /api/staff/providers/removal
    GET /staff/access
    POST /staff/access
    GET /staff/access/:id
    POST /staff/access/:id/invitation
    POST /staff/access/:id/roles
    POST /staff/access/:id/roles/:grant/end
    POST /staff/access/:id/training
    POST /staff/access/:id/close
    POST /staff/access/:id/sessions/:session/end
    POST /staff/ways-back/:hash/second
    GET /staff/team
    GET /staff/team/languages
    GET /staff/team/roster
    GET /staff/team/roster/:point/:day
    POST /staff/team/roster/:point/:day/shifts
    POST /staff/team/roster/:point/:day/shifts/:shift/people
    POST /staff/team/roster/:point/:day/shifts/:shift/removals
    POST /staff/team/roster/:point/:day/shifts/:shift/removal
    GET /staff/team/interpreters
    POST /staff/team/interpreters
    GET /staff/team/conduct
    POST /staff/team/conduct
    GET /staff/organisations
    POST /staff/organisations
    POST /staff/organisations/:id/decision
    POST /staff/providers
    POST /staff/providers/:id/decision
    POST /staff/providers/removal`,
  ),
  ...rows(
    'agreement.manage',
    `GET /api/agreements
    POST /api/agreements
    GET /api/agreements/warnings
    GET /api/agreements/:id
    POST /api/agreements/:id/harm
    POST /api/agreements/:id/signature
    POST /api/agreements/:id/start
    POST /api/agreements/:id/reopen
    POST /api/agreements/:id/stop
    POST /api/organisations/:id/cut
    GET /staff/agreements
    GET /staff/agreements/new
    GET /staff/agreements/:id
    POST /staff/agreements
    POST /staff/agreements/cut
    POST /staff/agreements/:id/harm
    POST /staff/agreements/:id/signature
    POST /staff/agreements/:id/start
    POST /staff/agreements/:id/reopen
    POST /staff/agreements/:id/stop`,
  ),
];
