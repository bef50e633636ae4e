import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  encodeReceipt,
  logFolder,
  makeReceipt,
  parseVkey,
  vkeyOf,
} from '../firewall/audit/index.ts';
import { publishTestLog, testLeaves, testSigner, testTime } from '../firewall/audit/testing-log.ts';
import { Problem } from '../http/problem.ts';
import { verifyLogFolder } from './verify.ts';

const key = vkeyOf(testSigner());
const leaves = [...testLeaves(400)];
let folder: string;
let slip: string;

async function write(into: string, files: Map<string, Buffer>): Promise<string> {
  const log = logFolder(join(folder, into));
  for (const [path, bytes] of files)
    await (path === 'checkpoint' ? log.writeCheckpoint(bytes) : log.writeOnce([{ path, bytes }]));
  return join(folder, into);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-verify-'));
  const files = await publishTestLog(leaves, { time: testTime(400) });
  await write('log', files);
  await write('old', await publishTestLog(leaves.slice(0, 90), { time: testTime(90) }));
  const receipt = await makeReceipt(async (path) => files.get(path), parseVkey(key), 33);
  slip = encodeReceipt(receipt);
  await writeFile(join(folder, 'slip'), `${slip}\n`);
  const changed = new Map(files);
  changed.set('tile/0/000', Buffer.from(files.get('tile/0/000')!).fill(7, 320, 321));
  await write('changed', changed);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = async (into: string, options: Parameters<typeof verifyLogFolder>[1]) => {
  let text = '';
  const code = await verifyLogFolder(join(folder, into), options, (part) => {
    text += part;
  });
  return { code, text };
};

describe('wayhouse verify log', () => {
  it('answers 0 for a sound log, with what was checked', async () => {
    const options = { key, since: join(folder, 'old/checkpoint'), receipt: [join(folder, 'slip')] };
    const { code, text } = await run('log', options);
    expect(text).toContain('SOUND');
    expect(text).toContain('400 of 400 checked, 7 producers');
    expect(text).toContain('1 held');
    expect(code).toBe(0);
    expect((await run('log', { key, receipt: [slip] })).code).toBe(0);
  });

  it('answers 1 for a broken one and names the first bad entry', async () => {
    const { code, text } = await run('changed', { key });
    expect(code).toBe(1);
    expect(text).toContain('BROKEN');
    expect(text).toMatch(/broken +entry 10: tile\/0\/000/);
    const rolledBack = await run('old', { key, since: join(folder, 'log/checkpoint') });
    expect(rolledBack.code).toBe(1);
    expect((await run('old', { key, receipt: [slip] })).code).toBe(1);
  });

  it('answers 2 where it cannot tell', async () => {
    expect((await run('log', {})).code).toBe(2);
    expect((await run('nowhere', { key })).code).toBe(2);
    expect((await run('log', { key, fresh: 1 })).code).toBe(2);
  });

  it('blames the disk, not the log, for a file that cannot be read', async () => {
    const into = await write('unreadable', await publishTestLog(leaves, { time: testTime(400) }));
    await rm(join(into, 'tile/entries/001.p/144'));
    await mkdir(join(into, 'tile/entries/001.p/144'));
    await expect(run('unreadable', { key })).rejects.toThrow('EISDIR');
  });

  it('tells a program the same as JSON', async () => {
    const { text } = await run('changed', { key, json: true });
    expect(JSON.parse(text)).toMatchObject({
      state: 'broken',
      faults: [{ kind: 'broken', leaf: 10, file: 'tile/0/000' }],
      checkpoint: { size: 400, origin: 'port.wayhouse.example/audit' },
    });
  });

  it.each([
    ['a key that is none', { key: 'port' }],
    ['a file that is not there', { key, since: '/nowhere/at/all' }],
    ['a slip that is none', { key, receipt: ['WHL1:ABC'] }],
    ['a slip without a key', { receipt: ['WHL1:ABC'] }],
  ])('refuses %s', async (_, options) => {
    await expect(run('log', options)).rejects.toThrow(Problem);
  });

  it('is a command of the program', async () => {
    const main = fileURLToPath(new URL('../main.ts', import.meta.url));
    const command = ['verify', 'log', join(folder, 'changed'), '--key', key];
    const code = await new Promise((done) =>
      execFile(process.execPath, [main, ...command], (error, stdout) => {
        expect(stdout).toContain('entry 10');
        done(error?.code);
      }),
    );
    expect(code).toBe(1);
  });
});
