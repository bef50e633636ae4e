/**
 * `npm run components`: asks npm's registry what is known against the packages of the lock file, and says until when each has to be
 * mended (docs/components.md). Ends with 1 when something is to be mended, with 2 when the registry could not be asked.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Days from the day on which a fault is known to the release that mends it. */
export const DAYS = { critical: 3, high: 7, moderate: 30, low: 90 } as const;
export type Severity = keyof typeof DAYS;
export type ToMend = { name: string; severity: Severity; days: number; mended: boolean };

/**
 * What `npm audit --json` found, the most pressing first.
 * @throws Error when it is no audit, such as the answer of a registry that offers none
 */
export function toMend(audit: unknown): ToMend[] {
  const found = (audit as { vulnerabilities?: Record<string, unknown> } | null)?.vulnerabilities;
  if (typeof found !== 'object') throw new Error('The registry gave no audit.');
  return Object.values(found)
    .map((one) => {
      const { name, severity, fixAvailable } = one as {
        name: string;
        severity: string;
        fixAvailable: unknown;
      };
      // "info" and whatever comes new is looked at as the least.
      const known = Object.hasOwn(DAYS, severity) ? (severity as Severity) : 'low';
      return { name, severity: known, days: DAYS[known], mended: Boolean(fixAvailable) };
    })
    .toSorted((one, other) => one.days - other.days || (one.name < other.name ? -1 : 1));
}

function main(): number {
  const asked = spawnSync('npm', ['audit', '--package-lock-only', '--json'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  let list: ToMend[];
  try {
    list = toMend(JSON.parse(asked.stdout));
  } catch {
    process.stdout.write(
      'The registry could not be asked: nothing is known, which is not the same as nothing found.\n',
    );
    return 2;
  }
  for (const { name, severity, days, mended } of list)
    process.stdout.write(
      `${name}: ${severity}, mend within ${days} days; ${mended ? 'a newer version is there' : 'no newer version yet: replace it or shut what reaches it'}\n`,
    );
  process.stdout.write(`${list.length} to mend.\n`);
  return list.length ? 1 : 0;
}

if (process.argv[1]?.endsWith('components.ts')) process.exitCode = main();
