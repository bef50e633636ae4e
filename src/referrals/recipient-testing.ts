/** A house with the pages of a link, for tests: somebody without an account comes by them. */
import { buildServer } from '../http/server.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { loadLook, surroundingsOf } from '../site/index.ts';
import { smallHouse } from '../site/testing.ts';
import { ownReferralPages, recipientPages } from './index.ts';
import { testHouse, type TestHouse } from './testing.ts';

type Headers = Record<string, string>;
type Linked = Awaited<ReturnType<TestHouse['sent']>> & { path: string; code: string };
export type RecipientHouse = Awaited<ReturnType<typeof recipientHouse>>;

/** On the clocks of this zone (IANA) the pages tell and take times. */
export const ZONE = smallHouse([]).settings.zone.name;

/** Asks as a browser without script would; `close` it at the end. */
export async function recipientHouse() {
  const house = await testHouse();
  const app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  const site = smallHouse([], { neutralAddress: 'https://weather.example/' });
  const surroundings = surroundingsOf(site, loadLanguages(), loadLook());
  const { door, secret, parts } = house;
  await app.register(recipientPages, { door, surroundings });
  await app.register(ownReferralPages, { door, secret, surroundings, directory: parts.directory });
  return {
    house,
    get: (path: string, headers: Headers = {}) => app.inject({ url: path, headers }),
    post: (path: string, fields: Record<string, string>, headers: Headers = {}) =>
      app.inject({
        method: 'POST',
        url: path,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: new URLSearchParams(fields).toString(),
      }),
    /** A referral that went by a link, with its address and code. */
    async linked(subject?: string): Promise<Linked> {
      const one = await house.sent({ network_id: house.byLink, ...(subject ? { subject } : {}) });
      return { ...one, path: new URL(one.link?.link ?? '').pathname, code: one.link?.code ?? '' };
    },
    async close(): Promise<void> {
      await app.close();
      await house.close();
    },
  };
}

/** The cookie that an answer gives, as a browser sends it back. */
export const cookieOf = ({ headers }: Awaited<ReturnType<RecipientHouse['post']>>): string =>
  String(headers['set-cookie'] ?? '').split(';')[0] ?? '';
