/** Routes of the desk, of a point and of referrals. The table of all: `../route-table.ts`. */
import { type RouteRow, rows } from './row.ts';

export const HELPING: readonly RouteRow[] = [
  ...rows(
    'referral.send',
    `GET /api/referrals
    GET /api/referrals/profiles
    POST /api/referrals
    GET /api/referrals/:id
    PUT /api/referrals/:id
    PATCH /api/referrals/:id
    POST /api/referrals/:id/consent
    POST /api/referrals/:id/send
    POST /api/referrals/:id/link
    GET /api/referrals/:id/alternatives
    POST /api/referrals/:id/steps
    POST /api/referrals/:id/outcome
    POST /api/referrals/:id/escalation
    GET /api/referrals/tasks
    POST /api/referrals/tasks/:id
    GET /api/network
    POST /api/network
    PUT /api/network/:id
    POST /api/network/check
    GET /api/network/violations
    POST /api/network/violations/:id/review`,
  ),
  ...rows('followup.outcome', 'POST /api/referrals/:id/follow-up'),
  ...rows(
    'referral.receive',
    `GET /api/referrals/received
    POST /api/referrals/received/:id/open
    POST /api/referrals/received/:id/answer
    GET /api/referrals/received/to-delete
    POST /api/referrals/received/to-delete/:id`,
  ),
  ...rows(
    'desk.visit',
    `GET /api/alerts
    POST /api/alerts
    POST /api/alerts/:id/taken
    POST /api/on-call`,
  ),
  ...rows(
    'desk.visit',
    `GET /api/desk/team
    GET /api/desk/interpreters
    POST /api/desk/interpreters/bookings
    POST /api/desk/interpreters/bookings/:id
    POST /api/desk/interpreters/vetoes
    GET /api/desk/start
    POST /api/desk/ops
    POST /api/desk/held
    GET /api/desk/changes
    POST /api/desk/names
    POST /api/desk/notes
    GET /api/desk/devices
    POST /api/desk/devices/:id/revoke
    POST /api/people/code
    POST /api/people/along
    POST /api/people/similar
    GET /api/people/possible
    POST /api/people/possible
    POST /api/people/held
    POST /api/people/held/delete
    GET /api/links/waiting
    POST /api/links
    POST /api/links/:id/confirm
    POST /api/links/:id/undo`,
  ),
  ...rows(
    'tally',
    `GET /api/desk/held
    POST /api/desk/held/:id
    POST /api/desk/devices/:id/return
    GET /api/desk/gaps
    GET /api/network/overdue
    POST /api/desk/overrides
    GET /staff/point
    GET /staff/point/:id
    GET /staff/point/held
    POST /staff/point/held/:id
    GET /staff/point/devices
    POST /staff/point/devices/:id/loss
    POST /staff/point/devices/:id/return
    GET /staff/point/devices/:id/along
    GET /staff/point/devices/:id/along/:page
    POST /staff/point/devices/:id/carrying
    POST /staff/point/devices/:id/carrying/end
    GET /staff/point/gaps
    GET /staff/point/days
    GET /staff/point/days/:id
    GET /staff/point/twice
    GET /staff/point/twice/:id
    POST /staff/point/twice/links/:link
    POST /staff/point/twice/links/:link/undo
    POST /staff/point/twice/:id/possible
    GET /staff/point/wrong
    POST /staff/point/wrong/:id
    GET /staff/point/joinings
    GET /staff/point/joinings/:show
    GET /staff/point/joinings/:show/:page
    POST /staff/point/joinings/:link
    POST /staff/point/joinings/:link/undo`,
  ),
];
