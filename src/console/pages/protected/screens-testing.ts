/** For tests of officers' screens as plain forms: the console over a house with tablets and officers, asked without a script. */
import type { FastifyInstance } from 'fastify';
import type { Worker } from '../../../firewall/index.ts';
import { buildServer } from '../../../http/server.ts';
import { protectionHouse, type ProtectionHouse } from '../../../protection/testing.ts';
import { loadLook } from '../../../site/index.ts';
import { COOKIE } from '../../../staff/index.ts';
import { ORIGIN, staffDoorOf } from '../../../staff/testing.ts';
import { owner } from '../../../sync/testing.ts';
import { consoleRoutes } from '../../index.ts';

export type Officer = Awaited<ReturnType<ProtectionHouse['officer']>> & { recoveryCodes: string[] };
export type Screens = {
  house: ProtectionHouse;
  app: FastifyInstance;
  /** A page, or a form that is sent. */
  ask(
    who: Worker,
    url: string,
    fields?: Record<string, string>,
    language?: string,
  ): Promise<{ status: number; body: string; to: string | undefined }>;
  /** Her proof of who she is becomes six minutes old. */
  ageProof(who: Worker): Promise<void>;
  /** The clocks of the house stand at now. */
  wind(): void;
  close(): Promise<void>;
};

export async function screensOf(): Promise<Screens> {
  const house = await protectionHouse();
  const { house: inner } = house.desk;
  const app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(consoleRoutes, {
    door: staffDoorOf(inner),
    secret: (label: string) => inner.kept.keystore.derived(label),
    steps: inner.door.steps,
    now: () => inner.clock.now,
    origin: ORIGIN,
    name: 'Harbour hub',
    look: loadLook(),
    timeZone: 'Asia/Kathmandu',
  });
  return {
    house,
    app,
    async ask(who, url, fields, language = 'en') {
      const headers = {
        cookie: `${COOKIE}=${who.session}`,
        'accept-language': language,
        ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      };
      const answer = await app.inject({
        method: fields ? 'POST' : 'GET',
        url,
        headers,
        ...(fields ? { payload: new URLSearchParams(fields).toString() } : {}),
      });
      return { status: answer.statusCode, body: answer.body, to: answer.headers.location };
    },
    async ageProof({ actor }) {
      await owner(
        house.desk,
        `update staff.session set proof_at = proof_at - interval '6 minutes' where account_id = $1`,
        [actor],
      );
      inner.forget();
    },
    wind() {
      inner.kept.clock.now = inner.clock.now = Date.now();
      inner.forget();
    },
    async close() {
      await app.close();
      await house.close();
    },
  };
}
