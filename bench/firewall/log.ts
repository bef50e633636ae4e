/**
 * `node bench/firewall/log.ts [--n 1000000]`
 *
 * Builds a log of n entries on disk, then verifies it with `wayhouse verify log` on one core, in a process of
 * its own whose time and greatest memory are taken. Prints a table for docs/benchmarks.md.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  encodeReceipt,
  logFolder,
  makeReceipt,
  parseVkey,
  Publisher,
  vkeyOf,
} from '../../src/firewall/audit/index.ts';
import { testLeaves, testSigner, testTime } from '../../src/firewall/audit/testing-log.ts';

const { values } = parseArgs({
  options: { n: { type: 'string', default: '1000000' }, runs: { type: 'string', default: '3' } },
});
const n = Number(values.n);
const folder = await mkdtemp(join(tmpdir(), 'wayhouse-log-'));
const rows: [string, string][] = [];
const note = (what: string, figure: string): void => {
  rows.push([what, figure]);
  process.stderr.write(`${what}: ${figure}\n`);
};
const ms = (from: number): number => performance.now() - from;

try {
  const signer = testSigner();
  const key = vkeyOf(signer);
  const leaves = [...testLeaves(n, 1, 40)];
  const publisher = new Publisher(logFolder(folder), signer);
  async function* read(from: number, to: number): AsyncGenerator<Buffer> {
    for (let at = from; at < to; at++) yield leaves[at] as Buffer;
  }
  const half = Math.floor(n / 2) + 17;
  let started = performance.now();
  await publisher.publish(half, read, testTime(half) * 1000);
  const since = join(folder, '..', `${folder.split('/').at(-1)}.since`);
  await writeFile(since, (await logFolder(folder).read('checkpoint')) as Buffer);
  await publisher.publish(n, read, testTime(n) * 1000);
  note('published anew from the leaves, every file brought to disk', seconds(ms(started)));
  note('leaf, mean', `${Math.round(leaves.reduce((sum, leaf) => sum + leaf.length, 0) / n)} bytes`);
  note('files', `${(await sizeOf(folder)).join(' files, ')} MB`);

  started = performance.now();
  const rounds = 200;
  const more = [...testLeaves(n + rounds, 1, 40)].slice(n);
  leaves.push(...more);
  const took: number[] = [];
  for (let at = 1; at <= rounds; at++) {
    const from = performance.now();
    await publisher.publish(n + at, read, testTime(n + at) * 1000);
    took.push(ms(from));
  }
  took.sort((a, b) => a - b);
  note(
    'one more entry published and signed, p50 / p99',
    `${took[rounds / 2]?.toFixed(1)} / ${took[Math.floor(rounds * 0.99)]?.toFixed(1)} ms`,
  );

  const log = logFolder(folder);
  const slips: string[] = [];
  const making: number[] = [];
  for (let at = 0; at < 100; at++) {
    const index = (at * 7919 * 13) % n;
    const from = performance.now();
    slips.push(encodeReceipt(await makeReceipt(log.read, parseVkey(key), index)));
    making.push(ms(from));
  }
  making.sort((a, b) => a - b);
  note('a slip made from the tiles, p50', `${making[50]?.toFixed(1)} ms`);
  const longest = Math.max(...slips.map((slip) => slip.length));
  note(
    'a slip, longest',
    `${longest} characters, ${Math.ceil((longest * 11) / 16)} bytes of a QR code`,
  );

  const command = ['verify', 'log', folder, '--key', key, '--since', since];
  const times: number[] = [];
  const used: number[] = [];
  let memory = 0;
  for (let run = 0; run < Number(values.runs); run++) {
    const result = await measure([...command, '--receipt', slips[3] as string]);
    if (result.code !== 0) throw new Error(`exit ${result.code}: ${result.output}`);
    times.push(result.seconds);
    used.push(result.cpu);
    memory = Math.max(memory, result.megabytes);
  }
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] as number;
  note(
    `verified, start of the program included, median of ${times.length}`,
    `${median.toFixed(1)} s`,
  );
  note('of it time on the processor, least', `${Math.min(...used).toFixed(1)} s`);
  note('greatest memory of the verifier', `${memory.toFixed(0)} MB`);
  process.stdout.write(table(median, memory));
  await rm(since);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Runs the program on one core where that can be asked for; /usr/bin/time is not needed. */
async function measure(args: string[]): Promise<{
  code: number | null;
  seconds: number;
  cpu: number;
  megabytes: number;
  output: string;
}> {
  const main = new URL('../../src/main.ts', import.meta.url).pathname;
  const pinned = spawnSync('taskset', ['--version']).status === 0 ? ['taskset', '-c', '0'] : [];
  const [command, ...rest] = [...pinned, process.execPath, '--import', probe(), main, ...args];
  const started = performance.now();
  const child = spawn(command as string, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, told] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  child.stderr.on('data', (part: Buffer) => (told += part.toString()));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  const cpu = Number(/cpu (\d+)/.exec(told)?.[1] ?? Number.NaN) / 1e6;
  const kilobytes = Number(/greatest (\d+)/.exec(told)?.[1] ?? Number.NaN);
  return {
    code,
    seconds: ms(started) / 1000,
    cpu,
    megabytes: kilobytes / 1024,
    output: output + told,
  };
}

function probe(): string {
  // The system counts what the parent held when it forked as the child's greatest; VmHWM is the child's own.
  const code = `process.on('exit', () => { const used = process.resourceUsage(); const fs = process.getBuiltinModule('node:fs'); const own = fs.existsSync('/proc/self/status') && /VmHWM:\\s+(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8')); process.stderr.write('greatest ' + (own ? own[1] : used.maxRSS) + ' cpu ' + (used.userCPUTime + used.systemCPUTime)); });`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

async function sizeOf(path: string): Promise<[number, string]> {
  const files = await readdir(path, { recursive: true, withFileTypes: true });
  const plain = files.filter((file) => file.isFile());
  let bytes = 0;
  for (const file of plain) bytes += (await stat(join(file.parentPath, file.name))).size;
  return [plain.length, (bytes / 1e6).toFixed(0)];
}

function table(median: number, memory: number): string {
  const met = (fine: boolean): string => (fine ? 'yes' : '**no**');
  return [
    `\n${n.toLocaleString('en')} entries, ${cpus()[0]?.model.trim()}, Node ${process.version}.\n`,
    '| The log | measured |',
    '| --- | --: |',
    ...rows.map(([what, figure]) => `| ${what} | ${figure} |`),
    '',
    '| Target | asked | measured | met |',
    '| --- | --: | --: | --- |',
    `| 1,000,000 entries verified on one core, s | ≤ 20 | ${median.toFixed(1)} | ${met(median <= 20)} |`,
    `| memory, MB | ≤ 300 | ${memory.toFixed(0)} | ${met(memory <= 300)} |`,
    '',
  ].join('\n');
}

function seconds(value: number): string {
  return `${(value / 1000).toFixed(1)} s`;
}
