import { expect, test } from 'vitest';
import { mayIssueBy, sessionSource } from '../staff/index.ts';
import { testKeeper, type TestKeeper } from '../firewall/keeper/testing.ts';
import { secretHash } from '../staff/may-issue.ts';
import { demoPeople, enterDemo, makeDemoPeople } from './people.ts';

test('everybody of the demonstration can come in, with the roles that stand beside the name, and nobody else', async () => {
  let kept: TestKeeper | undefined;
  const source = () => sessionSource((kept as TestKeeper).main);
  kept = await testKeeper({ mayIssue: (act) => mayIssueBy(source())(act) });
  const firewall = { database: kept.main, keeper: kept.keeper };
  await makeDemoPeople(firewall, Date.now());
  await makeDemoPeople(firewall, Date.now());
  for (const { login, name, roles } of demoPeople()) {
    const secret = await enterDemo(firewall, login);
    const facts = await source().session(secretHash(secret ?? ''));
    expect(facts?.name).toBe(name);
    expect(facts?.roles.map(({ role }) => role).toSorted()).toEqual(roles.toSorted());
  }
  expect(await enterDemo(firewall, 'nobody')).toBeUndefined();
  await kept.close();
});
