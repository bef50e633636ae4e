/**
 * Every route of the program behind `/staff`, `/desk` and `/api`: which purpose of `roles.ts` it acts for, or why it needs none
 * (design chapter 20, section 14). A route without a row, and a row without a route, fail the build.
 */
import type { Purpose } from './roles.ts';

/**
 * A purpose: whoever has a role for it. `own`: whoever is signed in, for the own account. `door`: before there is a session.
 * `code`: a person with her own slip. `named`: the purpose is named in the request and asked of the keeper.
 * `public`: everybody, nothing personal. `content`: editors and translators of public texts,
 * and whoever writes down a rumour, by their role; nothing personal.
 */
export type Access = Purpose | 'own' | 'door' | 'code' | 'named' | 'public' | 'content';

const rows = (access: Access, text: string): [string, Access][] =>
  text
    .trim()
    .split('\n')
    .map((line) => [line.trim(), access]);

export const STAFF_ROUTES: ReadonlyMap<string, Access> = new Map([
  ...rows(
    'door',
    `POST /api/staff/sign-in
    POST /api/staff/sign-in/code
    POST /api/staff/sign-in/passkey-options
    POST /api/staff/sign-in/passkey
    POST /api/staff/set-up
    POST /api/staff/set-up/password
    POST /api/staff/set-up/code
    POST /api/staff/set-up/passkey-options
    POST /api/staff/set-up/passkey
    GET /staff
    GET /staff/sign-in
    POST /staff/sign-in
    POST /staff/sign-in/code
    POST /staff/demonstration
    GET /staff/signed-out
    POST /staff/language
    GET /staff/set-up/:token
    POST /staff/set-up/password
    POST /staff/set-up/code
    GET /staff/provider/go
    GET /staff/provider/back
    GET /staff/passkey.js
    GET /staff/officer.js
    GET /desk
    GET /desk/*
    GET /desk/worker.js
    GET /desk/manifest.webmanifest
    GET /desk/assets/:file`,
  ),
  ...rows(
    'own',
    `POST /api/staff/sign-out
    GET /api/staff/me
    POST /api/staff/me
    POST /api/staff/me/proof
    POST /api/staff/me/proof/passkey
    POST /api/staff/me/password
    POST /api/staff/me/factor/options
    POST /api/staff/me/factor
    POST /api/staff/me/recovery-codes
    POST /api/staff/me/passkeys/options
    POST /api/staff/me/passkeys
    POST /api/staff/me/passkeys/:id/remove
    POST /api/staff/me/sessions/:id/end
    GET /api/staff/team/conduct
    GET /api/staff/team/conduct/:version
    POST /api/staff/team/conduct/signature
    GET /api/staff/me/work
    POST /api/staff/me/availability
    GET /api/staff/team/declaration
    POST /api/staff/team/declaration
    POST /api/staff/roster/presence
    POST /staff/sign-out
    GET /staff/account
    POST /staff/account
    POST /staff/account/password
    POST /staff/account/sessions/:id/end
    POST /staff/account/passkeys/:id/remove
    POST /staff/account/recovery-codes
    POST /staff/account/sign-out-everywhere
    GET /staff/mine
    POST /staff/mine/presence
    GET /staff/mine/conduct
    GET /staff/mine/conduct/:version
    GET /staff/mine/conduct/:version/:lang
    POST /staff/mine/conduct
    GET /staff/mine/days
    POST /staff/mine/days
    GET /staff/mine/self
    POST /staff/mine/self
    POST /staff/mine/self/removal
    POST /staff/mine/languages
    POST /staff/mine/languages/removal
    GET /staff/proof
    POST /staff/proof
    POST /staff/protected/proof`,
  ),
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
    'agreement.manage',
    `GET /api/agreements
    POST /api/agreements
    GET /api/agreements/warnings
    POST /api/agreements/:id/harm
    POST /api/agreements/:id/signature
    POST /api/agreements/:id/start
    POST /api/agreements/:id/reopen
    POST /api/agreements/:id/stop
    POST /api/organisations/:id/cut`,
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
    GET /api/desk/gaps
    GET /api/network/overdue
    POST /api/desk/overrides
    GET /staff/point
    GET /staff/point/:id
    GET /staff/point/held
    POST /staff/point/held/:id
    GET /staff/point/devices
    POST /staff/point/devices/:id/loss
    GET /staff/point/gaps
    GET /staff/point/days
    GET /staff/point/days/:id
    GET /staff/point/twice
    GET /staff/point/twice/:id
    POST /staff/point/twice/links/:link
    POST /staff/point/twice/links/:link/undo
    POST /staff/point/twice/:id/possible
    GET /staff/point/joinings
    GET /staff/point/joinings/:show
    GET /staff/point/joinings/:show/:page
    POST /staff/point/joinings/:link
    POST /staff/point/joinings/:link/undo`,
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
  ...rows(
    'content',
    `GET /staff/alerts
    GET /staff/alerts/new
    POST /staff/alerts/new
    GET /staff/alerts/inbox
    GET /staff/alerts/inbox/:id
    POST /staff/alerts/inbox/:id
    GET /staff/alerts/:id
    GET /staff/alerts/:id/update
    POST /staff/alerts/:id/update
    POST /staff/alerts/:id/cancel
    GET /staff/cards
    GET /staff/cards/all
    GET /staff/cards/coverage
    GET /staff/cards/exchange
    GET /staff/cards/exchange/file
    POST /staff/cards/exchange
    POST /staff/cards/exchange/apply
    GET /staff/cards/rumours
    POST /staff/cards/rumours
    GET /staff/cards/rumours/:id
    POST /staff/cards/rumours/:id/check
    POST /staff/cards/rumours/:id/same
    POST /staff/cards/rumours/:id/answer
    POST /staff/cards/rumours/:id/close
    GET /staff/rumours/new
    POST /staff/rumours/new
    GET /staff/cards/kits
    POST /staff/cards/kits
    POST /staff/cards/kits/:code/name
    POST /staff/cards/kits/:code/withdrawal
    GET /staff/cards/points
    POST /staff/cards/points
    POST /staff/cards/points/:code
    POST /staff/cards/points/:code/withdrawal
    POST /staff/cards/points/routes
    POST /staff/cards/points/routes/:code
    POST /staff/cards/points/routes/:code/withdrawal
    GET /staff/points
    GET /staff/cards/new
    POST /staff/cards/new
    GET /staff/cards/:code
    POST /staff/cards/:code/facts
    POST /staff/cards/:code/withdrawal
    POST /staff/cards/:code/suggestions
    GET /staff/cards/:code/language
    GET /staff/cards/:code/:lang
    POST /staff/cards/:code/:lang
    POST /staff/cards/:code/:lang/marks
    POST /staff/cards/:code/:lang/publication
    POST /staff/cards/:code/:lang/audio
    POST /staff/cards/:code/:lang/audio/draft
    GET /staff/cards/:code/:lang/audio/:id
    POST /staff/cards/:code/:lang/audio/verdict
    POST /staff/cards/:code/:lang/audio/removal`,
  ),
  ...rows(
    'public',
    `GET /api/v1/alerts
    POST /api/v1/alerts/cap
    POST /api/guard/check
    POST /api/v1/find
    GET /api/v1/needs`,
  ),
]);
