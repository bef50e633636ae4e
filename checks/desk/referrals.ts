/**
 * `node checks/desk/referrals.ts --referrals 10000 --organisations 60 [--days 31] [--seed 1]`: weeks of referrals against the real
 * database, half of the recipients without accounts, a quarter that never answer. Exit 1 when one referral hangs, is unowned or
 * late, a packet holds more than its fields, or a withdrawal takes more than five seconds.
 */
import { parseArgs } from 'node:util';
import { startTestCluster } from '../../src/database/testing.ts';
import { simulate } from '../../src/referrals/simulation-testing.ts';

const { values } = parseArgs({
  options: {
    referrals: { type: 'string', default: '10000' },
    organisations: { type: 'string', default: '60' },
    days: { type: 'string', default: '31' },
    seed: { type: 'string', default: '1' },
  },
});

const cluster = await startTestCluster();
try {
  const found = await simulate(
    {
      referrals: Number(values.referrals),
      organisations: Number(values.organisations),
      days: Number(values.days),
      seed: Number(values.seed),
    },
    (line) => console.error(line),
  );
  console.log(JSON.stringify(found, null, 2));
  const sound =
    found.late +
      found.unowned +
      found.hanging +
      found.stray_fields +
      found.readable_after_withdrawal ===
      0 && found.withdrawal_ms.longest <= 5_000;
  process.exitCode = sound ? 0 : 1;
} finally {
  await cluster.stop();
}
