import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  filesOf,
  roundOf,
  type ServedLog,
  serveLog,
  TEST_LEAVES,
  TEST_VKEY,
} from '../firewall/audit/follow/testing-follow.ts';
import { leafBytes, parseLeaf } from '../firewall/audit/leaf.ts';
import { testTime } from '../firewall/audit/testing-log.ts';
import { Problem } from '../http/problem.ts';
import { type FollowLogOptions, followLog, type FollowSettings, pauseAfter } from './follow.ts';
import { verifyEvidence, verifyLogFolder } from './verify.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const home = await mkdtemp(join(tmpdir(), 'wayhouse-follow-command-'));
afterAll(() => rm(home, { recursive: true, force: true }));

let count = 0;
let log: ServedLog;
let folder: string;
beforeEach(async () => {
  log = await serveLog(join(home, `log-${++count}`));
  folder = join(home, `kept-${count}`);
});
afterEach(() => log.close());

/** As the command line would call it, at the time at which a test log of 1,500 entries is signed. */
async function run(options: Partial<FollowLogOptions> = {}, settings: FollowSettings = {}) {
  let text = '';
  const code = await followLog(
    log.address,
    folder,
    { key: TEST_VKEY, every: 5, fresh: 60, once: true, ...options },
    (part) => {
      text += part;
    },
    { pauses: [1], secondLook: 1, clock: () => testTime(1_500) * 1000, ...settings },
  );
  return { code, text };
}
const forged = (): Promise<ServedLog> =>
  serveLog(
    join(home, `forged-${++count}`),
    TEST_LEAVES.with(9, leafBytes({ ...parseLeaf(TEST_LEAVES[9] as Buffer)!, ca: 'D'.repeat(43) })),
  );
const offline = async (options = {}) => {
  let text = '';
  const code = await verifyLogFolder(folder, { key: TEST_VKEY, ...options }, (part) => {
    text += part;
  });
  return { code, text };
};

describe('wayhouse follow log', () => {
  it('answers 0, and what it keeps is what wayhouse verify log takes', async () => {
    await log.grow(300);
    expect(await run()).toMatchObject({ code: 0, text: expect.stringContaining('SOUND: 300 ') });
    await cp(join(folder, 'checkpoint'), join(home, 'since'));
    await log.grow(700);
    const { code, text } = await run();
    expect([code, text.split(', signed')[0]]).toEqual([
      0,
      'SOUND: 700 entries kept, 400 of them new',
    ]);
    expect(await offline({ since: join(home, 'since') })).toMatchObject({ code: 0 });
  });

  it('reads all of it again when asked, until it could, and then only what is new', async () => {
    await log.grow(300);
    await run();
    const old = join(log.folder, 'tile/entries/000');
    const bytes = await readFile(old);
    await rm(old);
    expect((await run()).code).toBe(0);
    const steps = [() => writeFile(old, bytes), () => rm(old), () => undefined];
    const { text } = await run(
      { once: false, whole: true },
      { wait: async () => (await steps.shift()?.(), steps.length > 0) },
    );
    expect(text.match(/^[A-Z]+:/gm)).toEqual(['INCOMPLETE:', 'SOUND:', 'SOUND:']);
  });

  it('answers 1 for a fork, with a file that others can check', async () => {
    await log.grow(300);
    await run();
    await log.close();
    log = await forged();
    await log.grow(700);
    const { code, text } = await run();
    expect(code).toBe(1);
    expect(text).toContain('BROKEN: 300 entries kept');
    const path = /^evidence {4}(.+)$/m.exec(text)?.[1] as string;
    let shown = '';
    const say = (part: string): void => void (shown += part);
    expect(await verifyEvidence(path, TEST_VKEY, say)).toBe(1);
    expect(shown).toContain('the first 300 of the 700 entries');
    await writeFile(path, (await readFile(path, 'utf8')).replace('BEGIN HASHES', 'BEGIN'));
    expect(await verifyEvidence(path, TEST_VKEY, say)).toBe(2);
    expect((await offline()).code).toBe(0);
  });

  it('answers 2 where the network tells nothing, 3 for a log that has stopped', async () => {
    await log.grow(300);
    await run();
    const late = { clock: () => (testTime(300) + 7_200) * 1000 };
    const stale = await run({}, late);
    expect(stale.code).toBe(3);
    expect(stale.text).toContain('STALE: 300 entries kept');
    expect(JSON.parse((await run({ json: true }, late)).text)).toMatchObject({
      state: 'stale',
      checkpoint: { size: 300 },
    });
    await log.close();
    const { code, text } = await run();
    expect(code).toBe(2);
    expect(text).toMatch(/INCOMPLETE: 300 entries kept[\s\S]*ECONNREFUSED/);
    expect((await offline()).code).toBe(0);
  });

  it('goes on round by round, waits longer after each fault, and ends with what is broken', async () => {
    const waits: number[] = [];
    const steps: (() => Promise<void>)[] = [
      () => log.grow(100),
      () => rm(join(log.folder, 'checkpoint')),
      async () => {},
      () => log.grow(500),
      () => log.close(),
    ];
    const other = await forged();
    await other.grow(700);
    const { text } = await run(
      { once: false, every: 20 },
      {
        wait: async (ms) => {
          waits.push(ms / 60_000);
          const step = steps.shift();
          await step?.();
          return step !== undefined;
        },
      },
    );
    expect(waits).toEqual([40, 20, 40, 60, 20, 40]);
    expect(text.match(/^[A-Z]+:/gm)).toEqual(
      ['INCOMPLETE', 'SOUND', 'INCOMPLETE', 'INCOMPLETE', 'SOUND', 'INCOMPLETE'].map(
        (word) => `${word}:`,
      ),
    );
    log = other;
    const last = await run({ once: false }, { wait: () => Promise.reject(new Error('goes on')) });
    expect(last.code).toBe(1);
  });

  it('pauses twice as long after each fault, an hour at most, and never less than asked', () => {
    expect([0, 1, 2, 3, 4, 99].map((failures) => pauseAfter(failures, 5) / 60_000)).toEqual([
      5, 10, 20, 40, 60, 60,
    ]);
    expect(pauseAfter(7, 1_440) / 60_000).toBe(1_440);
  });

  it('refuses a key that is none', async () => {
    await expect(run({ key: 'port' })).rejects.toThrow(Problem);
    await expect(run({ key: `${TEST_VKEY}A` })).rejects.toThrow('--key must be a verifier key');
  });

  it('says whose disk it is that fails', async () => {
    await log.grow(300);
    await run();
    await rm(join(folder, 'tile/entries/000'));
    await log.grow(400);
    await writeFile(join(folder, 'memory.json'), '');
    const { code, text } = await run();
    expect(code).toBe(2);
    expect(text).toContain('says nothing of the log');
    await writeFile(join(folder, 'checkpoint'), 'rotten');
    await expect(run()).rejects.toThrow('says nothing of the log');
  });
});

/** The program itself, with what is loaded before it; its exit code (null when it was killed) and all it said. */
function program(args: string[], before?: string, env = {}) {
  const command = [
    ...(before ? ['--import', `data:text/javascript,${encodeURIComponent(before)}`] : []),
    main,
  ];
  return new Promise<{ code: number | null; said: string }>((done) =>
    execFile(
      process.execPath,
      [...command, ...args],
      { env: { ...process.env, ...env } },
      (error, out, err) =>
        done({
          code: error ? (typeof error.code === 'number' ? error.code : null) : 0,
          said: out + err,
        }),
    ),
  );
}

/** Ends the program before its n-th change of a name on disk, as a loss of power would. */
const killAt = (n: number): string => `
  import fs from 'node:fs/promises';
  import { syncBuiltinESMExports } from 'node:module';
  let left = ${n};
  for (const name of ['rename', 'rm', 'mkdir']) {
    const real = fs[name];
    fs[name] = (...given) => (left-- === 0 ? process.kill(process.pid, 'SIGKILL') : undefined, real(...given));
  }
  syncBuiltinESMExports();
`;

/** Copies the folder before each change of a name in it: what a kill at that moment would leave. */
const copyAtEach = (folder: string, copies: string): string => `
  import fs from 'node:fs/promises';
  import { cpSync, existsSync, mkdirSync } from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  let step = 0;
  mkdirSync(${JSON.stringify(copies)});
  for (const name of ['rename', 'rm', 'mkdir']) {
    const real = fs[name];
    fs[name] = (...given) => {
      const copy = ${JSON.stringify(copies)} + '/' + step++;
      if (existsSync(${JSON.stringify(folder)})) cpSync(${JSON.stringify(folder)}, copy, { recursive: true });
      else mkdirSync(copy);
      return real(...given);
    };
  }
  syncBuiltinESMExports();
`;

describe('the program', () => {
  it('takes no proxy from its surroundings', async () => {
    await log.grow(20);
    const dead = 'http://127.0.0.1:1';
    const env = {
      HTTP_PROXY: dead,
      http_proxy: dead,
      ALL_PROXY: dead,
      NODE_USE_ENV_PROXY: '1',
      NO_PROXY: '',
      no_proxy: '',
    };
    const { code, said } = await program(args(), undefined, env);
    expect(said).toContain('SOUND: 20 entries kept');
    expect(code).toBe(0);
  });

  it('says in one sentence what is wrong with what it was given', async () => {
    const args = ['follow', 'log', 'http://help.example', folder, '--key', TEST_VKEY, '--once'];
    const { code, said } = await program(args);
    expect(code).toBe(2);
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(said).toContain('--plain-http');
  });

  it('never answers 1 for what is wrong with the way it was called, or with itself', async () => {
    const args = ['follow', 'log', log.address, folder];
    expect((await program(args)).said).toContain("required option '--key <vkey>'");
    expect((await program(args)).code).toBe(2);
    expect((await program([...args, '--key', TEST_VKEY, '--every', 'often'])).code).toBe(2);
    const fault = `
      import fs from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      fs.rename = () => { throw new TypeError('a fault of ours'); };
      syncBuiltinESMExports();
    `;
    const { code, said } = await program([...args, '--key', TEST_VKEY, '--once'], fault);
    expect(said).toContain('TypeError: a fault of ours');
    expect(code).toBe(2);
  });

  it('killed at any moment leaves a folder that verifies, and is then taken up', async () => {
    await log.grow(250);
    const first = join(home, `first-${++count}`);
    await roundOf(log.address, first);
    const since = join(first, 'checkpoint');
    await log.grow(530);
    const whole = join(home, `whole-${count}`);
    await cp(first, whole, { recursive: true });
    const moments = await left(whole);
    const sizes = new Set<string>();
    for (const [step, moment] of moments.entries()) {
      folder = moment;
      const { text, code } = await offline({ since });
      expect(code, `ended before step ${step}: ${text}`).toBe(0);
      sizes.add(/of (\d+) checked/.exec(text)?.[1] ?? '');
      expect((await run()).code, `${step}`).toBe(0);
      expect(await filesOf(folder), `${step}`).toEqual(await filesOf(whole));
    }
    expect([...sizes]).toEqual(['250', '530']);
    expect(moments.length).toBeGreaterThan(30);
    // That a moment on disk is what a kill leaves: some of them by a kill.
    for (const share of [0.4, 0.7, 0.9]) {
      folder = join(home, `killed-${count}-${share}`);
      await cp(first, folder, { recursive: true });
      const step = Math.floor(moments.length * share);
      expect((await program(args(), killAt(step))).code).toBeNull();
      expect((await offline({ since })).code).toBe(0);
      expect((await run()).code).toBe(0);
      expect(await filesOf(folder)).toEqual(await filesOf(whole));
    }
  });

  it('killed at any moment of its first round leaves nothing, or the log', async () => {
    await log.grow(260);
    for (const [step, moment] of (await left(join(home, `new-${++count}`))).entries()) {
      folder = moment;
      expect((await run()).code, `${step}`).toBe(0);
      expect((await offline()).code, `${step}`).toBe(0);
      expect(await filesOf(folder), `${step}`).toEqual(await filesOf(log.folder));
    }
  });

  const args = (into = folder): string[] => [
    'follow',
    'log',
    log.address,
    into,
    '--key',
    TEST_VKEY,
    '--once',
    '--fresh',
    '900000',
  ];
  /** One round into a folder; copies of what lay there before each change of a name. */
  const left = async (into: string): Promise<string[]> => {
    const copies = `${into}-moments`;
    const { code, said } = await program(args(into), copyAtEach(into, copies));
    expect(code, said).toBe(0);
    const names = await readdir(copies);
    return names.map((_, step) => join(copies, `${step}`));
  };
});
