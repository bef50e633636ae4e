import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { act } from './act.ts';
import { actAs } from './context/act-as.ts';
import { addOrganisation } from './context/testing.ts';
import { ORG_A, type TestKeeper, testKeeper } from './keeper/testing.ts';

let kept: TestKeeper;
beforeAll(async () => {
  kept = await testKeeper({ mayIssue: async () => ({ may: true }) });
  await addOrganisation(kept.main, { id: ORG_A });
});
afterAll(() => kept.close());

test('a failure that was swallowed is told at the end: nothing is called done that was rolled back', async () => {
  const acting = {
    role: 'app_desk',
    kind: 'staff',
    actor: randomUUID(),
    org: ORG_A,
    purpose: 'desk.visit',
    route: '/test',
  } as const;
  const guarded = actAs({ database: kept.main, keeper: kept.keeper }, acting, async (tx) => {
    await tx.query('select 1 / 0').catch(() => {});
    return 'done';
  });
  await expect(guarded).rejects.toThrow('nothing was committed');
  const open = act(kept.main, { role: 'app_editor', actor: 'x', purpose: 'y' }, async (tx) => {
    await tx.query('select 1 / 0').catch(() => {});
    return 'done';
  });
  await expect(open).rejects.toThrow('nothing was committed');
});
