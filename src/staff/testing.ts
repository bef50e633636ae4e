/** For tests: an installation with a keeper that asks the real sessions, one organisation and its administrators. */
import { randomBytes } from 'node:crypto';
import type { Database, Row } from '../database/index.ts';
import { asOwner } from '../firewall/context/testing.ts';
import type { MayIssue, Worker } from '../firewall/index.ts';
import { testKeeper, type TestKeeper } from '../firewall/keeper/testing.ts';
import { staffDoor } from './door.ts';
import { makeFirst } from './first.ts';
import { choosePassword, finishSetUp } from './invitations.ts';
import { mayIssueBy, type SessionFacts } from './may-issue.ts';
import { relyingParty } from './passkeys.ts';
import { sealedSteps } from './sealed-steps.ts';
import { sessionSource } from './session-source.ts';
import type { StaffDoor } from './sign-in.ts';
import { TOTP, Secret } from 'otpauth';

export type TestHouse = {
  database: Database;
  door: StaffDoor;
  org: string;
  administrators: { account: string; login: string; token: string }[];
  kept: TestKeeper;
  /** The session behind a cookie, as the door asks for it. */
  session(hash: Buffer, quiet?: number | null): Promise<SessionFacts | null>;
  /** Forget what is remembered of sessions, as two seconds would. */
  forget(): void;
  clock: { now: number };
  close(): Promise<void>;
};

/** Public address of the test installation. */
export const ORIGIN = 'https://door.selmora.example';
export const PASSWORD = 'seven lanterns on a long quay';

/** @param open a keeper and its databases; throw-away ones of the test run by default */
export async function testHouse(
  open: (mayIssue: MayIssue) => Promise<TestKeeper> = (mayIssue) => testKeeper({ mayIssue }),
): Promise<TestHouse> {
  const clock = { now: Date.now() };
  let source: ReturnType<typeof sessionSource> | undefined;
  const kept = await open((act) => {
    source ??= sessionSource(kept.main, () => clock.now);
    return mayIssueBy(source, () => clock.now)(act);
  });
  const door: StaffDoor = {
    database: kept.main,
    keeper: kept.keeper,
    steps: sealedSteps(randomBytes(32).toString('hex')),
    now: () => clock.now,
    party: relyingParty(ORIGIN, 'Wayhouse'),
  };
  const { org, administrators } = await makeFirst(kept.main, {
    name: 'Selmora Network of Open Doors',
    country: 'XW',
    kind: 'network',
    administrators: [
      { login: 'amira', name: 'Amira' },
      { login: 'tesfay', name: 'Tesfay' },
    ],
  });
  return {
    database: kept.main,
    door,
    org,
    administrators,
    kept,
    clock,
    session: (hash, quiet = 0) => {
      source ??= sessionSource(kept.main, () => clock.now);
      return source.session(hash, false, quiet);
    },
    forget: () => source?.forget(),
    close: () => kept.close(),
  };
}

/** The code that an app shows for a typed secret at `now`. */
export const codeOf = (typed: string, now: number): string =>
  new TOTP({ secret: Secret.fromBase32(typed.replaceAll(' ', '')) }).generate({ timestamp: now });

/** Accepts an invitation with `PASSWORD` and the app's code; gives the worker, signed in, and the app's secret. */
export async function settle(
  house: TestHouse,
  { account, token }: { account: string; token: string },
): Promise<Worker & { typed: string; recoveryCodes: string[] }> {
  const { note, typed } = await choosePassword(house.door, token, PASSWORD);
  const { session, recoveryCodes } = await finishSetUp(
    house.door,
    note,
    codeOf(typed, house.clock.now),
  );
  return { actor: account, org: house.org, session, typed, recoveryCodes };
}

/** Runs one statement as the owner of the database, which no policy holds back. */
export const owner = (house: TestHouse, sql: string): Promise<Row[]> =>
  asOwner(house.database, (tx) => tx.query(sql));

/** The door of routes, on the test house. */
export const staffDoorOf = ({ database, door, session }: TestHouse) =>
  staffDoor({ database, keeper: door.keeper }, session);
