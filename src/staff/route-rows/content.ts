/** Routes of public texts, and those that anybody may ask. The table of all: `../route-table.ts`. */
import { type RouteRow, rows } from './row.ts';

export const CONTENT: readonly RouteRow[] = [
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
];
