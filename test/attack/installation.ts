/** A real installation in a folder of its own: durable embedded PostgreSQL, both databases, keystore and keeper. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { startEmbedded } from '../../src/database/embedded.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openStore } from '../../src/database/open.ts';
import { actAs, type Firewall } from '../../src/firewall/index.ts';
import { addOrganisation } from '../../src/firewall/context/testing.ts';
import {
  type Keeper,
  type Keystore,
  type MayIssue,
  openKeeper,
  openKeystore,
  putIntoMain,
} from '../../src/firewall/keeper/index.ts';

export type Installation = Firewall & {
  folder: string;
  keys: Database;
  keystore: Keystore;
  keeper: Keeper;
  close(): Promise<void>;
};

export type InstallationOptions = {
  folder: string;
  poolSize?: number;
  mayIssue?: MayIssue;
};

/** Opens it, making what is not there yet. The keystore lies beside the database's folder, as it does for users. */
export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  const { folder, poolSize = 16 } = options;
  await mkdir(folder, { recursive: true });
  const embedded = await startEmbedded({ folder: join(folder, 'data', 'database') });
  const database = openDatabase(embedded.connection, poolSize);
  const keys = await openStore(database, 'keys');
  await migrate(database);
  await migrate(keys, () => {}, 'keys');
  const keystore = await openKeystore({
    folder: join(folder, 'keystore'),
    mode: 'auto',
    apartFrom: [join(folder, 'data')],
  });
  const keeper = await openKeeper({
    keys,
    keystore,
    putMacKey: putIntoMain(database),
    mayIssue: options.mayIssue ?? (async () => ({ may: true })),
    opensPerHour: 1_000_000_000,
    ticketsPerMinute: 1_000_000_000,
    alarm: () => {},
  });
  return {
    folder,
    database,
    keys,
    keystore,
    keeper,
    async close() {
      await keeper.close();
      keystore.close();
      await keys.close();
      await database.close();
      await embedded.stop();
    },
  };
}

/** Two organisations that can share. */
export async function twoOrganisations(database: Database): Promise<{ home: string; far: string }> {
  return {
    home: await addOrganisation(database, { name: 'Harbour House' }),
    far: await addOrganisation(database, { name: 'Lantern Clinic', kind: 'health' }),
  };
}

export type PlantedPerson = {
  subject: string;
  org: string;
  nameId: string;
  contactId: string;
  eventId: string;
  code: string;
};

/** Who works at the desk in these programs. */
export const DESK_WORKER = randomUUID();

/**
 * Writes a person as the desk does: token, slip, event with a sealed note, sealed name and contact, all under tickets.
 * @param texts what is sealed
 */
export async function plantPerson(
  firewall: Firewall,
  org: string,
  codeHash: (code: string) => Buffer,
  texts: { name: string; contact: string; note: string; code?: string },
  worker: { actor: string; session?: string } = { actor: DESK_WORKER },
): Promise<PlantedPerson> {
  const [subject, nameId, contactId, eventId] = [0, 0, 0, 0].map(() => randomUUID()) as [
    string,
    string,
    string,
    string,
  ];
  const code = texts.code ?? randomBytes(16).toString('base64url');
  const desk = {
    kind: 'staff',
    ...worker,
    org,
    purpose: 'desk.visit',
    route: 'POST /desk/visits',
    subject,
  } as const;
  const sealed = async (
    nonce: string,
    store: string,
    column: string,
    rowId: string,
    text: string,
  ): Promise<Buffer> => {
    const [made = Buffer.alloc(0)] = await firewall.keeper.seal({
      nonce,
      items: [{ key: { store, subject }, place: { column, rowId }, plain: Buffer.from(text) }],
      make: true,
    });
    return made;
  };
  await actAs(firewall, { ...desk, role: 'app_desk' }, async (tx) => {
    await tx.execute(
      `insert into casework.person (subject, org_id, purpose_id, age_band) values ($1, $2, 'desk.visit', '18-59')`,
      [subject, org],
    );
    await tx.execute(
      `insert into casework.handle (handle_id, org_id, purpose_id, subject, kind, code_hash)
       values ($1, $2, 'desk.visit', $3, 'slip', $4)`,
      [randomUUID(), org, subject, codeHash(code)],
    );
    await tx.execute(
      `insert into casework.event (event_id, op_id, kind, org_id, purpose_id, point_id, subject, actor_id, at_device, body, sealed)
       values ($1, $1, 'need_seen', $2, 'desk.visit', $2, $3, $4, now(), '{"code": "food", "how": "said"}', $5)`,
      [
        eventId,
        org,
        subject,
        worker.actor,
        await sealed(tx.nonce, 'casework', 'casework.event.sealed', eventId, texts.note),
      ],
    );
  });
  await actAs(firewall, { ...desk, role: 'app_desk' }, async (tx) => {
    for (const [table, id, text] of [
      ['name', nameId, texts.name],
      ['contact', contactId, texts.contact],
    ] as const)
      await tx.query('select fw.put_ident($1, $2, $3, $4)', [
        table,
        id,
        subject,
        await sealed(tx.nonce, 'ident', `ident.${table}.sealed`, id, text),
      ]);
  });
  return { subject, org, nameId, contactId, eventId, code };
}
