/** For tests of these pages: the real database, keeper and log behind the pages of the small house, and people with slips. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { FastifyInstance } from 'fastify';
import {
  logFolder,
  logSigner,
  Sequencer,
  sequencerStore,
  vkeyOf,
} from '../firewall/audit/index.ts';
import { addAgreement, addGrant, addOrganisation, insert } from '../firewall/context/testing.ts';
import { type Door, type Firewall, firewallRoutes, type PublishedLog } from '../firewall/index.ts';
import { ORG_A, ORG_B, type TestKeeper, testKeeper } from '../firewall/keeper/testing.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { buildPhoneScripts, loadLook, type SiteHouse, surroundingsOf } from '../site/index.ts';
import { mayIssueBy, sessionSource, staffDoor } from '../staff/index.ts';
import { secretHash } from '../staff/may-issue.ts';
import { myPages, transparencyPages } from './index.ts';

export const HOME = 'Harbour Women’s House';
export const OTHER = 'Red Hill Clinic';

export type Somebody = { subject: string; code: string; grant: string; agreement: string };

export type OwnHouse = {
  kept: TestKeeper;
  firewall: Firewall;
  door: Door;
  log: PublishedLog;
  sequencer: Sequencer;
  /** Publishes five times a second, as a running server does; the answer stops it, after the round under way. */
  beat(): () => Promise<void>;
  /** Puts the rooms under test on a server, with the words and looks of a site. */
  rooms(app: FastifyInstance, site: SiteHouse): Promise<void>;
  /** A person with a slip, a visit, a number to call and one consent. */
  somebody(options?: { code?: string; consent?: boolean }): Promise<Somebody>;
  close(): Promise<void>;
};

export async function ownHouse(): Promise<OwnHouse> {
  let may: ReturnType<typeof mayIssueBy> | undefined;
  const kept: TestKeeper = await testKeeper({
    mayIssue: (act) => (may ??= mayIssueBy(sessionSource(kept.main)))(act),
    now: Date.now,
  });
  await addOrganisation(kept.main, { id: ORG_A, name: HOME });
  await addOrganisation(kept.main, { id: ORG_B, name: OTHER, kind: 'health' });
  const firewall = { database: kept.main, keeper: kept.keeper };
  const door = staffDoor(firewall, async () => null);
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-own-log-'));
  const signer = await logSigner('port.example/audit', kept.keeper);
  const sequencer = new Sequencer({
    store: sequencerStore(kept.main),
    ledger: kept.keeper,
    signer,
    log: logFolder(folder),
    node: 'port.example',
    clock: Date.now,
    alarm: () => {},
  });
  const log = { folder, vkey: vkeyOf(signer) };
  return {
    kept,
    firewall,
    door,
    log,
    sequencer,
    beat() {
      let stopped = false;
      const running = (async () => {
        while (!stopped) {
          await sequencer.round();
          await new Promise((done) => setTimeout(done, 200));
        }
      })();
      return async () => {
        stopped = true;
        await running;
      };
    },
    async rooms(app, site) {
      const { enhance } = await buildPhoneScripts();
      const surroundings = surroundingsOf(site, loadLanguages(), loadLook(), enhance.path);
      await app.register(transparencyPages, { database: kept.main, surroundings });
      await app.register(firewallRoutes, { door });
      await app.register(myPages, { door, log, surroundings });
    },
    async somebody({ code = `slip-${randomUUID()}`, consent = true } = {}) {
      const subject = randomUUID();
      const home = { org_id: ORG_A, purpose_id: 'desk.visit', subject };
      await insert(kept.main, 'casework.person', home);
      await insert(kept.main, 'casework.handle', {
        ...home,
        handle_id: randomUUID(),
        kind: 'slip',
        code_hash: secretHash(code),
      });
      await insert(kept.main, 'casework.event', {
        ...home,
        event_id: randomUUID(),
        op_id: randomUUID(),
        kind: 'need_seen',
        point_id: randomUUID(),
        actor_id: randomUUID(),
        at_device: new Date(),
        body: '{"code": "FOOD"}',
      });
      await insert(kept.main, 'ident.contact', {
        ...home,
        contact_id: randomUUID(),
        purpose_id: 'followup.outcome',
        sealed: Buffer.from([1]),
      });
      const agreement = await addAgreement(kept.main, [ORG_A, ORG_B]);
      const grant = consent ? await addGrant(kept.main, { subject, from: ORG_A, to: ORG_B }) : '';
      return { subject, code, grant, agreement };
    },
    async close() {
      await kept.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
