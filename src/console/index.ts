/** The staff console: screens over the verbs of the staff room (chapter 70, section 4). They work without JavaScript, passkeys apart. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { FastifyError, FastifyPluginAsync } from 'fastify';
import type { NodeSecret } from '../firewall/index.ts';
import { type Circles, circlesOf } from '../people/index.ts';
import { toProblem } from '../http/server.ts';
import type { Look } from '../site/index.ts';
import { staffParts, type StaffRoutesOptions } from '../staff/index.ts';
import { type DemoDoor, type Desk, refused } from './desk.ts';
import { deskWords } from './pages/protected/desk-words.ts';
import { HIDDEN } from './forms.ts';
import { alertRoutes, type AlertsDesk } from './routes-alerts.ts';
import { accessRoutes } from './routes-access.ts';
import { agreementRoutes } from './routes-agreements.ts';
import { joiningsRoutes } from './routes-joinings.ts';
import { kitsRoutes } from './routes-kits.ts';
import { cardsRoutes } from './routes-cards.ts';
import type { CardsHouse } from './cards-room.ts';
import { accountRoutes } from './routes-account.ts';
import { doorRoutes } from './routes-door.ts';
import { providerRoutes } from './routes-provider.ts';
import { exceptionRoutes } from './routes-exceptions.ts';
import { exchangeRoutes } from './routes-exchange.ts';
import { mineRoutes } from './routes-mine.ts';
import { organisationRoutes } from './routes-organisations.ts';
import type { ChannelHouse } from '../channels/index.ts';
import { phoneRoutes } from './routes-phone.ts';
import { pointsRoutes } from './routes-points.ts';
import { pointRoutes } from './routes-point.ts';
import { protectedRoutes } from './routes-protected.ts';
import { rumourRoutes } from './routes-rumours.ts';
import { wrongRoutes } from './routes-wrong.ts';
import { teamRoutes } from './routes-team.ts';
import { buildTablet } from './tablet-build.ts';
import { FOREVER, sender, tabletRoutes } from './tablet-routes.ts';
import { loadTongues } from './words.ts';

export type ConsoleOptions = StaffRoutesOptions & {
  look: Look;
  /** ISO 3166-1 of the installation: its habits decide digits. */
  territory?: string;
  /** IANA zone of the installation; the server's own by default. */
  timeZone?: string;
  /** Keys of the node: work that waited is opened with them. */
  secret: NodeSecret;
  /** Who is known at the points; its own where none is given. */
  circles?: Circles;
  /** Alerts, where this house issues them. */
  alerts?: AlertsDesk;
  /** Questions and answers, where this house writes them. */
  cards?: CardsHouse;
  /** SMS and USSD, to be tried on a phone on the screen. */
  channels?: ChannelHouse;
  demo?: DemoDoor;
};

export const consoleRoutes: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const [script, officers, fingerprint, tablet] = await Promise.all([
    bundled('script/passkey.ts', 'passkey'),
    bundled('pages/protected/browser/main.ts', 'officer'),
    bundled('script/fingerprint.ts', 'fingerprint'),
    buildTablet(options.look, {
      name: options.name,
      territory: options.territory,
      zone: options.timeZone,
    }),
  ]);
  const desk: Desk = {
    ...staffParts(options),
    look: options.look,
    name: options.name,
    tongues: loadTongues(options.territory),
    zone: options.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    script: script.path,
    ...(options.demo ? { demo: options.demo } : {}),
  };
  app.setErrorHandler((error: FastifyError, request, reply) =>
    refused(desk, request, reply, toProblem(error, request)),
  );
  const sending = sender();
  for (const { path, body } of [script, officers, fingerprint])
    app.get(path, HIDDEN, (request, reply) =>
      sending(request, reply, { type: 'text/javascript; charset=utf-8', body }, FOREVER),
    );
  doorRoutes(app, desk);
  providerRoutes(app, desk);
  accountRoutes(app, desk);
  accessRoutes(app, desk);
  organisationRoutes(app, desk);
  protectedRoutes(app, desk, officers.path, deskWords(options.territory));
  mineRoutes(app, desk);
  teamRoutes(app, desk);
  pointRoutes(app, desk, options.secret, options.circles ?? circlesOf(app));
  joiningsRoutes(app, desk);
  wrongRoutes(app, desk);
  exceptionRoutes(app, desk);
  agreementRoutes(app, desk, fingerprint.path);
  if (options.alerts) alertRoutes(app, desk, options.alerts);
  if (options.cards) {
    cardsRoutes(app, desk, options.cards);
    exchangeRoutes(app, desk, options.cards);
    rumourRoutes(app, desk, options.cards);
    kitsRoutes(app, desk, options.cards);
    pointsRoutes(app, desk, options.cards);
  }
  if (options.channels) phoneRoutes(app, desk, options.channels);
  tabletRoutes(app, tablet);
};

async function bundled(entry: string, name: string): Promise<{ path: string; body: Buffer }> {
  const result = await build({
    entryPoints: [join(import.meta.dirname, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const body = Buffer.from(result.outputFiles[0]?.contents ?? []);
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10);
  return { path: `/staff/${name}-${hash}.js`, body };
}
