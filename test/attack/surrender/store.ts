/** A small installation on the run's test cluster, with people in it whose sealed texts are canaries. */
import { randomUUID } from 'node:crypto';
import { Encrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { actAs } from '../../../src/firewall/index.ts';
import { addAgreement, addGrant, addOrganisation } from '../../../src/firewall/context/testing.ts';
import { testKeeper, type TestKeeper } from '../../../src/firewall/keeper/testing.ts';
import { secretHash } from '../../../src/staff/may-issue.ts';
import { type Aviary, openAviary } from '../canaries/planted.ts';
import { DESK_WORKER, type PlantedPerson, plantPerson } from '../installation.ts';

export type Store = {
  kept: TestKeeper;
  firewall: { database: TestKeeper['main']; keeper: TestKeeper['keeper'] };
  aviary: Aviary;
  home: string;
  far: string;
  person: PlantedPerson;
  other: PlantedPerson;
  texts: { name: string; contact: string; note: string; file: string; far: string };
  close(): Promise<void>;
};

/** Two organisations, a person in each, a packet, and a file of hers sealed on a device. */
export async function openStore(): Promise<Store> {
  const kept = await testKeeper();
  const firewall = { database: kept.main, keeper: kept.keeper };
  const aviary = openAviary();
  const home = await addOrganisation(kept.main, { name: 'Harbour House' });
  const far = await addOrganisation(kept.main, { name: 'Lantern Clinic', kind: 'health' });
  const texts = {
    name: `Mirembe ${aviary.plant('name')}`,
    contact: `+1002 ${aviary.plant('contact')}`,
    note: `She says ${aviary.plant('note')}`,
    file: aviary.plant('file sealed on a device'),
    far: aviary.plant('name in another organisation'),
  };
  const person = await plantPerson(firewall, home, secretHash, {
    ...texts,
    code: aviary.plant('code of a slip'),
  });
  const other = await plantPerson(firewall, far, secretHash, {
    name: texts.far,
    contact: 'a contact',
    note: 'a note',
  });
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(await generateIdentity()));
  const file = Buffer.from(await encrypter.encrypt(texts.file));
  const desk = { kind: 'staff', actor: DESK_WORKER, org: home, route: '/test' } as const;
  await actAs(
    firewall,
    { ...desk, role: 'app_survivor', purpose: 'survivor.support', subject: person.subject },
    (tx) =>
      tx.execute(
        `insert into survivor.file (file_id, org_id, purpose_id, subject, generation, sealed) values ($1, $2, 'survivor.support', $3, 1, $4)`,
        [randomUUID(), home, person.subject, file],
      ),
  );
  const agreement = await addAgreement(kept.main, [home, far]);
  const grant = await addGrant(kept.main, { subject: person.subject, from: home, to: far });
  await actAs(
    firewall,
    { ...desk, role: 'app_desk', purpose: 'referral.send', subject: person.subject },
    async (tx) => {
      const packet = randomUUID();
      await tx.execute(
        `insert into referrals.packet (packet_id, from_org, to_org, grant_id, agreement_id, purpose_id, categories, sealed)
         values ($1, $2, $3, $4, $5, 'referral.send', '{need}', '\\x01')`,
        [packet, home, far, grant, agreement],
      );
      await tx.execute(
        `insert into referrals.packet_origin (packet_id, org_id, purpose_id, subject) values ($1, $2, 'referral.send', $3)`,
        [packet, home, person.subject],
      );
    },
  );
  return { kept, firewall, aviary, home, far, person, other, texts, close: () => kept.close() };
}

/** Opens what is sealed of a person with whatever keeper is given. @returns what could be read. */
export async function readable(
  keeper: TestKeeper['keeper'],
  rows: readonly { column: string; id: string; subject: string; org: string; sealed: Buffer }[],
): Promise<string[]> {
  const texts: string[] = [];
  for (const { column, id, subject, org, sealed } of rows) {
    const { nonce } = await keeper.issue({
      audience: 'app_ident',
      kind: 'staff',
      actor: DESK_WORKER,
      org,
      points: [],
      purpose: 'desk.visit',
      route: '/test',
      subject,
    });
    const [opened] = await keeper.open({
      nonce,
      purpose: 'desk.visit',
      items: [
        {
          key: { store: column.split('.')[0] ?? '', subject },
          place: { column, rowId: id },
          sealed,
        },
      ],
    });
    if (opened?.state === 'open') texts.push(opened.plain.toString());
  }
  return texts;
}

/** Everything that is sealed by the keeper about people, as it lies in a database. */
export const SEALED_ROWS = `
  select 'ident.name.sealed' as column, name_id::text as id, subject::text, org_id::text as org, sealed from ident.name
  union all select 'ident.contact.sealed', contact_id::text, subject::text, org_id::text, sealed from ident.contact
  union all select 'casework.event.sealed', event_id::text, subject::text, org_id::text, sealed from casework.event where sealed is not null`;
