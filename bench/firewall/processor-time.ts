/** Processor time of this program and of a PostgreSQL server with all its processes: hardly moved by other load (Linux). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const TICK_MS = 10;

/** Milliseconds used so far. @param data the server's data folder */
export function processorTime(data: string): { program: number; server: number } {
  const { user, system } = process.cpuUsage();
  const postmaster = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8')
    .trim()
    .split(/\s+/)
    .filter(Boolean);
  const server =
    ticks(postmaster, true) + children.reduce((sum, child) => sum + ticks(Number(child), false), 0);
  return { program: (user + system) / 1_000, server: server * TICK_MS };
}

/** Clock ticks of one process; of the postmaster with those of children that have ended. */
function ticks(pid: number, withEnded: boolean): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const wanted = withEnded ? [11, 12, 13, 14] : [11, 12];
    return wanted.reduce((sum, field) => sum + Number(fields[field]), 0);
  } catch {
    return 0;
  }
}
