import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

describe('the bench of opening hours, in its short form', () => {
  // A process of its own: opening_hours reads local time from the process's time zone.
  it('agrees with opening_hours and RFC 5545 and explains every difference', async () => {
    const { stdout } = await run(process.execPath, ['bench/hours/run.ts', '--quick'], {
      cwd: new URL('../..', import.meta.url),
    });
    const shares = [...stdout.matchAll(/: (\d+\.\d+) % agree/g)].map((match) => Number(match[1]));
    expect(shares).toHaveLength(3);
    expect(shares[0]).toBeGreaterThanOrEqual(99.9);
    expect(shares.slice(1)).toEqual([100, 100]);
    expect(stdout).not.toContain('unexplained');
  }, 90_000);
});
