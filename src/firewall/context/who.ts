/** Who asks over HTTP: told by the rooms that know sessions and codes, used by those that act. */
import type { FastifyRequest } from 'fastify';
import type { Firewall } from './act-as.ts';

/** Somebody signed in. `session` is the secret of the cookie, for the keeper alone. */
export type Worker = { actor: string; org: string; session: string };
/** A person with her own slip or card. `session` is its code, for the keeper alone. */
export type Holder = { subject: string; org: string; session: string };

export type Door = Firewall & {
  /** @throws `not_signed_in`. */
  worker(request: FastifyRequest): Promise<Worker>;
  /** The person behind a code. @throws `not_found` for a code that opens nothing, whatever the reason; `too_many`. */
  holder(code: string, request: FastifyRequest): Promise<Holder>;
};

/** The fields of an act that come from who asks: the rest is `role`, `purpose`, `route`. */
export const asWorker = ({ actor, org, session }: Worker) =>
  ({ kind: 'staff', actor, org, session }) as const;

export const asHolder = ({ subject, org, session }: Holder) =>
  ({ kind: 'person', actor: '', org, session, subject }) as const;
