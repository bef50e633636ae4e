/** Routes of the door and of the own account. The table of all: `../route-table.ts`. */
import { type RouteRow, rows } from './row.ts';

export const DOOR: readonly RouteRow[] = [
  ...rows(
    'door',
    `POST /api/staff/sign-in
    POST /api/staff/sign-in/code
    POST /api/staff/sign-in/passkey-options
    POST /api/staff/sign-in/passkey
    POST /api/staff/sign-in/provider-passkey
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
    POST /staff/provider/code
    POST /staff/provider/set-up
    GET /staff/passkey.js
    GET /staff/officer.js
    GET /staff/fingerprint.js
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
    GET /api/staff/me/refused-tries
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
    POST /staff/account/app
    POST /staff/account/app/code
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
];
