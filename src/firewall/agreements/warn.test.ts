import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Firewall } from '../context/act-as.ts';
import { addAgreement, addOrganisation, asOwner } from '../context/testing.ts';
import { ORG_A, ORG_B, testKeeper, type TestKeeper } from '../keeper/testing.ts';
import { listWarnings, warnAgreements } from './warn.ts';

let kept: TestKeeper;
let firewall: Firewall;
const of = (org: string) => ({ actor: randomUUID(), org, session: 's' });
beforeAll(async () => {
  kept = await testKeeper();
  firewall = { database: kept.main, keeper: kept.keeper };
  await addOrganisation(kept.main, { id: ORG_A });
  await addOrganisation(kept.main, { id: ORG_B });
});
afterAll(() => kept.close());

const endsIn = (agreement: string, days: number, state = 'live') =>
  asOwner(kept.main, (tx) =>
    tx.execute(
      `update consent.agreement set ends_at = now() + make_interval(days => $2), state = $3 where agreement_id = $1`,
      [agreement, days, state],
    ),
  );

it('warns each side once at 60, 30 and 7 days, anew when it was made longer, and not of what is over', async () => {
  const agreement = await addAgreement(kept.main, [ORG_A, ORG_B]);
  const seen: Record<string, number[]> = {};
  for (const days of [90, 61, 60, 59, 31, 29, 8, 6, 5]) {
    await endsIn(agreement, days);
    // The end itself stays where it was: only the clock goes on.
    await asOwner(kept.main, (tx) =>
      tx.execute(
        `update consent.agreement_warning set ends_at = (select ends_at from consent.agreement where agreement_id = $1)`,
        [agreement],
      ),
    );
    seen[days] = [
      await warnAgreements(firewall, ORG_A),
      await warnAgreements(firewall, ORG_A),
      await warnAgreements(firewall, ORG_B),
    ];
  }
  const [once, none] = [
    [1, 0, 1],
    [0, 0, 0],
  ];
  expect(seen).toEqual({
    90: none,
    61: none,
    60: once,
    59: none,
    31: none,
    29: once,
    8: none,
    6: once,
    5: none,
  });
  for (const org of [ORG_A, ORG_B])
    expect(await listWarnings(firewall, of(org))).toMatchObject([
      { agreement_id: agreement, days: 7 },
    ]);
  const events = await asOwner(kept.main, (tx) =>
    tx.query<{ n: number }>(
      `select count(*)::int as n from audit.stage where act = 'agreement.ends_soon'`,
    ),
  );
  expect(events).toEqual([{ n: 6 }]);

  await endsIn(agreement, 400);
  expect(await warnAgreements(firewall, ORG_A)).toBe(0);
  expect(await listWarnings(firewall, of(ORG_A))).toEqual([]);
  await endsIn(agreement, 20);
  expect(await warnAgreements(firewall, ORG_A)).toBe(1);
  await endsIn(agreement, 5, 'suspended');
  expect(await warnAgreements(firewall, ORG_A)).toBe(0);
  expect(await listWarnings(firewall, of(ORG_A))).toEqual([]);
});

it('tells a third organisation nothing', async () => {
  const other = await addOrganisation(kept.main);
  await endsIn(await addAgreement(kept.main, [ORG_A, ORG_B]), 3);
  expect(await warnAgreements(firewall, other)).toBe(0);
  expect(await warnAgreements(firewall, ORG_A)).toBe(1);
  expect(await listWarnings(firewall, of(other))).toEqual([]);
});
