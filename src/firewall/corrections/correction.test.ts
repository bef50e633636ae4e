import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Firewall } from '../context/act-as.ts';
import { addOrganisation, asOwner } from '../context/testing.ts';
import { ORG_A, ORG_B, testKeeper, type TestKeeper } from '../keeper/testing.ts';
import {
  answerCorrection,
  askCorrection,
  countCorrections,
  readCorrections,
} from './correction.ts';

let kept: TestKeeper;
let firewall: Firewall;
const holder = { subject: randomUUID(), org: ORG_A, session: 'code' };
const rui = { actor: randomUUID(), org: ORG_A, session: 's' };
const stranger = { actor: randomUUID(), org: ORG_B, session: 's' };
beforeAll(async () => {
  kept = await testKeeper();
  firewall = { database: kept.main, keeper: kept.keeper };
  await addOrganisation(kept.main, { id: ORG_A });
  await addOrganisation(kept.main, { id: ORG_B });
});
afterAll(() => kept.close());

it('is read and answered by the organisation that holds the record, and by no other', async () => {
  const id = randomUUID();
  await askCorrection(firewall, holder, { id, text: ' My daughter is nine, not seven ' });
  await askCorrection(firewall, holder, { id, text: 'something else' });
  expect(await countCorrections(firewall, rui)).toBe(1);
  expect(await readCorrections(firewall, rui)).toMatchObject([
    { correction_id: id, subject: holder.subject, text: 'My daughter is nine, not seven' },
  ]);
  expect(await countCorrections(firewall, stranger)).toBe(0);
  expect(await readCorrections(firewall, stranger)).toEqual([]);
  await expect(answerCorrection(firewall, stranger, id, 'kept')).rejects.toMatchObject({
    code: 'not_found',
  });
  await answerCorrection(firewall, rui, id, 'corrected');
  await expect(answerCorrection(firewall, rui, id, 'kept')).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await readCorrections(firewall, rui)).toEqual([]);
  const acts = await asOwner(kept.main, (tx) =>
    tx.query<{ act: string }>(
      `select act from audit.stage where subjects @> array[$1::uuid] and act ~ 'correction' order by stage_id`,
      [holder.subject],
    ),
  );
  expect(acts.map(({ act }) => act)).toEqual(['correction.asked', 'correction.answered']);
});

it('lets twenty wait and no more', async () => {
  const other = { ...holder, subject: randomUUID() };
  for (let n = 0; n < 20; n++)
    await askCorrection(firewall, other, { id: randomUUID(), text: `${n}` });
  await expect(
    askCorrection(firewall, other, { id: randomUUID(), text: 'one more' }),
  ).rejects.toMatchObject({ code: 'too_many' });
});
