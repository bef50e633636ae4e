/** Whether what the program holds in memory (keys for a minute, plain values for a request) could reach a disk. */
import { readFileSync } from 'node:fs';
import type { Finding } from './doctor.ts';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Core dumps and swap of this machine (Linux tells both; elsewhere nothing is said). Chapter 20, section 15. */
export function memoryOnDisk(
  limits = read('/proc/self/limits'),
  swaps = read('/proc/swaps'),
): Finding[] {
  const findings: Finding[] = [];
  const core = /^Max core file size\s+(\S+)/m.exec(limits)?.[1];
  if (core !== undefined)
    findings.push(
      core === '0'
        ? { part: 'core dumps', state: 'fine', says: 'none' }
        : {
            part: 'core dumps',
            state: 'look',
            says: 'a crash may write memory, with keys in it, to the disk: start with `ulimit -c 0` (systemd: LimitCORE=0)',
          },
    );
  const areas = swaps.trim().split('\n').slice(1).filter(Boolean);
  if (swaps)
    findings.push(
      areas.every((area) => /^\/dev\/(zram|dm-)/.test(area))
        ? { part: 'swap', state: 'fine', says: areas.length ? 'in memory or encrypted' : 'none' }
        : {
            part: 'swap',
            state: 'look',
            says: 'memory may be written to an unencrypted disk: turn swap off or encrypt it',
          },
    );
  return findings;
}
