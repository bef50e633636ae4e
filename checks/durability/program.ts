/** The program `wayhouse`, started as its users start it, and killed as power cuts kill it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbedded } from '../../src/database/embedded.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type Running = { child: ChildProcess; output: () => string; ended: Promise<number> };

/** Starts `wayhouse <args>` on a data folder. `ended` gives the exit code, or minus one after a signal. */
export function wayhouse(
  args: readonly string[],
  dataFolder: string,
  settings: Record<string, string> = {},
): Running {
  const child = spawn(process.execPath, ['src/main.ts', ...args], {
    cwd: root,
    env: {
      ...process.env,
      WAYHOUSE_DATA: dataFolder,
      WAYHOUSE_LOG_LEVEL: 'warn',
      WAYHOUSE_RATE_LIMIT: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<number>((done) => child.on('exit', (code) => done(code ?? -1)));
  return { child, output: () => output, ended };
}

/** Waits until `/health/ready` says yes. @throws Error with what the program printed, when it ends or takes over a minute. */
export async function untilReady(running: Running, port: number): Promise<void> {
  const end = Date.now() + 60_000;
  let stopped = false;
  void running.ended.then(() => {
    stopped = true;
  });
  while (Date.now() < end && !stopped) {
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`wayhouse did not get ready:\n${running.output()}`);
}

/** kill -9 the embedded PostgreSQL of a data folder: its postmaster and all of its children. */
export async function killDatabase(dataFolder: string): Promise<void> {
  const text = await readFile(
    join(dataFolder, 'database', 'cluster', 'postmaster.pid'),
    'utf8',
  ).catch(() => '');
  const pid = Number(text.split('\n', 1)[0]);
  if (pid > 0) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    for (const process_ of [pid, ...children.trim().split(/\s+/).filter(Boolean).map(Number)]) {
      try {
        process.kill(process_, 'SIGKILL');
      } catch {
        // It ended by itself in between.
      }
    }
  }
}

/** Runs one statement as the owner on the embedded database of a data folder, bringing it up if need be. */
export async function askDatabase<R extends pg.QueryResultRow>(
  dataFolder: string,
  text: string,
  values: unknown[] = [],
): Promise<R[]> {
  const embedded = await startEmbedded({ folder: join(dataFolder, 'database') });
  const client = new pg.Client(embedded.connection);
  await client.connect();
  try {
    return (await client.query<R>(text, values)).rows;
  } finally {
    await client.end();
    await embedded.stop();
  }
}
