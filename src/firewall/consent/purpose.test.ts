/** J5: what was collected for school is no list for a job fair (FIRE-07). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadLanguages } from '../../languages/catalogues.ts';
import { messagesOf } from '../../languages/testing.ts';
import { actAs, type Firewall, type InContext } from '../context/act-as.ts';
import { addOrganisation, asOwner, insert } from '../context/testing.ts';
import { ORG_A, testKeeper, type TestKeeper } from '../keeper/testing.ts';

let kept: TestKeeper;
let firewall: Firewall;
const rui = randomUUID();
const girl = randomUUID();
beforeAll(async () => {
  kept = await testKeeper();
  firewall = { database: kept.main, keeper: kept.keeper };
  await addOrganisation(kept.main, { id: ORG_A });
  const row = { org_id: ORG_A, purpose_id: 'school.enrol', subject: girl };
  await insert(kept.main, 'casework.person', row);
  await insert(kept.main, 'ident.contact', {
    ...row,
    contact_id: randomUUID(),
    sealed: Buffer.from([1]),
  });
});
afterAll(() => kept.close());

const under = <T>(
  purpose: string,
  work: (tx: InContext) => Promise<T>,
  role: 'app_desk' | 'app_ident' = 'app_desk',
): Promise<T> =>
  actAs(
    firewall,
    { kind: 'staff', actor: rui, org: ORG_A, purpose, route: '/mail-out', role },
    work,
  );
const people = (tx: InContext) => tx.query('select subject from casework.person');
const contacts = (tx: InContext) => tx.query('select contact_id from ident.contact');

describe('school data for a job fair', () => {
  it('is seen for school, and for no other purpose that a worker can act for', async () => {
    expect(await under('school.enrol', people)).toHaveLength(1);
    expect(await under('school.enrol', contacts, 'app_ident')).toHaveLength(1);
    const purposes = await asOwner(kept.main, (tx) =>
      tx.query<{ purpose_id: string }>(
        `select p.purpose_id from fw.purpose p where p.purpose_id not in ('school.enrol', 'own.access', 'job.retention')`,
      ),
    );
    expect(purposes.length).toBeGreaterThan(20);
    for (const { purpose_id: purpose } of purposes) {
      expect(await under(purpose, people), purpose).toEqual([]);
      expect(await under(purpose, contacts, 'app_ident'), purpose).toEqual([]);
    }
  });

  it('cannot be given another purpose, nor written under one', async () => {
    for (const purpose of ['training.enrol', 'desk.visit'])
      await expect(
        under(purpose, (tx) =>
          tx.execute(
            'insert into casework.person (subject, org_id, purpose_id) values ($1, $2, $3)',
            [randomUUID(), ORG_A, 'school.enrol'],
          ),
        ),
      ).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(
      under('school.enrol', (tx) =>
        tx.execute(`update casework.person set purpose_id = 'training.enrol'`),
      ),
    ).rejects.toMatchObject({ code: 'not_allowed' });
  });

  it('is refused by name where a function is asked, and the try stands in the log with its purpose', async () => {
    await expect(
      under('training.enrol', (tx) => tx.query('select fw.my_data()')),
    ).rejects.toMatchObject({ code: 'purpose_mismatch' });
    await under('training.enrol', people);
    const seen = await asOwner(kept.main, (tx) =>
      tx.query(
        `select purpose from audit.stage where actor = $1 and purpose = 'training.enrol' and route = '/mail-out' limit 1`,
        [rui],
      ),
    );
    expect(seen).toEqual([{ purpose: 'training.enrol' }]);
  });
});

it('every purpose has plain words in every language, for the screens that say what something was collected for', async () => {
  const purposes = await asOwner(kept.main, (tx) =>
    tx.query<{ purpose_id: string }>('select purpose_id from fw.purpose'),
  );
  for (const { language } of loadLanguages().offered) {
    const words = messagesOf(language.code);
    for (const { purpose_id: purpose } of purposes)
      expect(words[`purpose.${purpose}`], `${language.code} ${purpose}`).toBeTruthy();
  }
});
