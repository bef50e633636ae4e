/** Routes of the protected compartments, of oversight, demands, opening in need and exports. The table of all: `../route-table.ts`. */
import { type RouteRow, rows } from './row.ts';

export const GUARDING: readonly RouteRow[] = [
  // A compartment is named in the address: child or survivor.
  ...rows(
    'named',
    `GET /api/compartments/:compartment/keys
    POST /api/compartments/:compartment/keys
    POST /api/compartments/:compartment/keys/:generation/holders
    POST /api/compartments/:compartment/member-key
    GET /api/compartments/:compartment/visits
    GET /api/compartments/:compartment/visits/:visit
    POST /api/compartments/:compartment/visits/:visit/files
    POST /api/compartments/:compartment/visits/:visit/steps
    POST /api/compartments/:compartment/visits/:visit/space
    POST /api/compartments/:compartment/steps/:id
    POST /api/compartments/:compartment/overrides
    GET /api/compartments/:compartment/alarms
    POST /api/compartments/:compartment/alarms/:id/seen
    POST /api/consents
    POST /api/consents/:id/withdrawal
    GET /staff/protected/:room
    GET /staff/protected/:room/visits/:visit
    GET /staff/protected/:room/alarms
    GET /staff/protected/:room/keys
    POST /staff/protected/:room/visits/:visit/files
    POST /staff/protected/:room/visits/:visit/steps
    POST /staff/protected/:room/steps/:id
    POST /staff/protected/:room/visits/:visit/space
    POST /staff/protected/:room/visits/:visit/override
    POST /staff/protected/:room/visits/:visit/adults
    POST /staff/protected/:room/adults/:id
    POST /staff/protected/:room/visits/:visit/release
    POST /staff/protected/:room/alarms/:id/seen
    POST /staff/protected/:room/keys/own
    POST /staff/protected/:room/keys/generation
    POST /staff/protected/:room/keys/shares`,
  ),
  ...rows(
    'dpo.oversight',
    `GET /api/exceptions
    POST /api/exceptions/:id/review
    GET /staff/exceptions
    POST /staff/exceptions/:id`,
  ),
  ...rows(
    'child.protect',
    `POST /api/compartments/child/visits/:visit/adults
    POST /api/compartments/child/adults/:id
    POST /api/compartments/child/visits/:visit/release`,
  ),
  ...rows(
    'request.authority',
    `GET /api/requests
    POST /api/requests
    GET /api/requests/:id/sought
    POST /api/requests/:id/steps
    POST /api/holds
    POST /api/holds/:id/second
    POST /api/holds/:id/end`,
  ),
  ...rows(
    'glass.ask',
    `GET /api/breakglass
    POST /api/breakglass
    POST /api/breakglass/:id/grant
    POST /api/breakglass/:id/review`,
  ),
  ...rows(
    'export.recurring',
    `GET /api/exports
    POST /api/exports
    POST /api/exports/:id/approval
    POST /api/exports/:id/file
    POST /api/exports/trace`,
  ),
];
