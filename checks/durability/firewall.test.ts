import { expect, it } from 'vitest';
import { isWhole, killFirewall } from './firewall.ts';

it('loses, doubles and forgets nothing when program and database are killed while people are written', async () => {
  const report = await killFirewall(3);
  expect(report).toMatchObject({ lost: 0, doubled: 0, silent: 0, hollow: 0, log: 'sound' });
  expect(report.acknowledged).toBeGreaterThan(30);
  expect(isWhole(report)).toBe(true);
  for (const fault of ['lost', 'doubled', 'silent', 'hollow'] as const)
    expect(isWhole({ ...report, [fault]: 1 }), fault).toBe(false);
}, 240_000);
