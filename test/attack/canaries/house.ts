/** The whole program in a folder of its own, in this process: databases, keystore, keeper, log, every route. */
import { join } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Secret, TOTP } from 'otpauth';
import {
  buildApp,
  type House,
  openHouse,
  openIndex,
  openStaffHouse,
  type StaffHouse,
} from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { addAccount, grantRole, recordTraining } from '../../../src/staff/accounts.ts';
import { makeFirst } from '../../../src/staff/first.ts';
import { choosePassword, finishSetUp, invite } from '../../../src/staff/invitations.ts';
import { DATA_PROTECTION } from '../../../src/staff/curricula.ts';
import { courseOf, type StaffRole } from '../../../src/staff/roles.ts';
import { relyingParty } from '../../../src/staff/passkeys.ts';
import { sealedSteps } from '../../../src/staff/sealed-steps.ts';
import type { StaffDoor } from '../../../src/staff/sign-in.ts';
import type { Worker } from '../../../src/firewall/index.ts';
import type { Aviary } from './planted.ts';

export type WholeHouse = {
  folder: string;
  house: House;
  staff: StaffHouse;
  door: StaffDoor;
  app: FastifyInstance;
  org: string;
  /** What the program logged. */
  log: string[];
  /** A new account with these roles, signed in. */
  hire(roles: readonly StaffRole[]): Promise<Worker>;
  close(): Promise<void>;
};

/** @param aviary gets every secret and name that the set-up makes */
export async function openWholeHouse(folder: string, aviary: Aviary): Promise<WholeHouse> {
  const log: string[] = [];
  const config = readConfig({
    WAYHOUSE_DATA: join(folder, 'data'),
    WAYHOUSE_BACKUPS: join(folder, 'backups'),
    WAYHOUSE_RATE_LIMIT: '0',
    WAYHOUSE_LOG_LEVEL: 'trace',
    WAYHOUSE_METRICS: 'local',
  });
  const house = await openHouse(config);
  const warn = (details: Record<string, unknown>, message: string): void =>
    void log.push(`${JSON.stringify(details)} ${message}\n`);
  const index = openIndex(house, { info: warn, warn });
  const staff = await openStaffHouse(house, warn);
  const app = await buildApp(house, index, {
    demo: false,
    staff,
    logStream: { write: (line) => void log.push(line) },
  });
  await index.ready();
  const door: StaffDoor = {
    ...staff.firewall,
    steps: sealedSteps(randomBytes(32).toString('hex')),
    now: Date.now,
    party: relyingParty(config.origin, config.name),
  };
  const { org, administrators } = await makeFirst(house.database, {
    name: `Harbour ${aviary.plant('name of an organisation', 'own')}`,
    country: 'XW',
    kind: 'network',
    administrators: [
      { login: 'amira', name: aviary.plant('display name of staff', 'own') },
      { login: 'tesfay', name: aviary.plant('display name of staff', 'own') },
    ],
  });

  /** Opens an invitation with a password and the app's first code. */
  async function settle(account: string, token: string): Promise<Worker> {
    aviary.keep('secret of an invitation', token);
    const password = `${aviary.plant('password of staff')} on the quay`;
    const { note, typed } = await choosePassword(door, token, password);
    aviary.keep('secret of a second factor', typed.replaceAll(' ', ''));
    aviary.keep(
      'secret of a second factor, raw',
      Buffer.from(Secret.fromBase32(typed.replaceAll(' ', '')).buffer).toString('latin1'),
    );
    const code = new TOTP({ secret: Secret.fromBase32(typed.replaceAll(' ', '')) }).generate();
    const { session, recoveryCodes } = await finishSetUp(door, note, code);
    aviary.keep('secret of a session', session);
    for (const recovery of recoveryCodes) aviary.keep('recovery code', recovery);
    return { actor: account, org, session };
  }
  const [first] = await Promise.all(
    administrators.map(({ account, token }) => settle(account, token)),
  );
  const administrator = first as Worker;
  let hired = 0;
  return {
    folder,
    house,
    staff,
    door,
    app,
    org,
    log,
    async hire(roles) {
      const account = randomUUID();
      await addAccount(door, administrator, {
        account_id: account,
        login: `worker.${++hired}`,
        display_name: aviary.plant('display name of staff', 'own'),
      });
      for (const role of roles) {
        for (const course of [courseOf(role), DATA_PROTECTION])
          if (course)
            await recordTraining(door, administrator, account, {
              course,
              hours: 8,
              passed_on: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
              valid_until: new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10),
            });
        await grantRole(door, administrator, account, { role });
      }
      const { token } = await invite(door, administrator, account, 'new');
      return settle(account, token);
    },
    async close() {
      await app.close();
      await staff.close();
      await index.close();
      await house.close();
    },
  };
}
