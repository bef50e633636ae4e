/** A row of the route table: method and address, and what it is for. */
import type { Purpose } from '../roles.ts';

/**
 * A purpose: whoever has a role for it. `own`: whoever is signed in, for the own account. `door`: before there is a session.
 * `code`: a person with her own slip. `named`: the purpose is named in the request and asked of the keeper.
 * `public`: everybody, nothing personal. `content`: editors and translators of public texts,
 * and whoever writes down a rumour, by their role; nothing personal.
 */
export type Access = Purpose | 'own' | 'door' | 'code' | 'named' | 'public' | 'content';

export type RouteRow = [route: string, access: Access];

/** One row for each line of `text`, such as `POST /api/staff/me`. */
export const rows = (access: Access, text: string): RouteRow[] =>
  text
    .trim()
    .split('\n')
    .map((line) => [line.trim(), access]);
