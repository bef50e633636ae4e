/**
 * `node bench/http/run.ts [--seconds 8] [--connections 32] [--requests 180000]`
 *
 * Results pages, service pages and the HSDS list under load, each beside a bare Fastify that answers one page
 * of the same size, in turns (median of three). Then memory after an hour's worth of requests (50 a second):
 * half of them from 600 questions, half never asked before.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as send } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { untilReady, wayhouse } from '../../checks/durability/program.ts';
import { type Ask, question, type Target, targets } from './questions.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '32' },
    requests: { type: 'string', default: '180000' },
    port: { type: 'string', default: '8981' },
  },
});
const port = Number(values.port);
const connections = Number(values.connections);
const duration = Number(values.seconds);
const form = 'application/x-www-form-urlencoded';
/** As a browser asks over TLS. */
const encodings = 'gzip, deflate, br, zstd';
/** The program makes packs for phones when it starts; what is measured is what comes after. */
const SETTLE_MS = 300_000;

/** Headers that the bare server sends too. */
const SAME_HEADERS = [
  'content-type',
  'content-encoding',
  'content-security-policy',
  'cache-control',
  'referrer-policy',
];
let sent = 0;

const dataFolder = await mkdtemp(join(tmpdir(), 'wayhouse-bench-'));
const house = wayhouse(['serve', '--demo'], dataFolder, {
  PORT: String(port),
  WAYHOUSE_LOG_LEVEL: 'silent',
});
const bare = spawn(process.execPath, [join(import.meta.dirname, 'bare.ts'), String(port + 1)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
// A throw inside one of the load generator's callbacks, or Ctrl-C, comes past every `finally`: the other programs must not outlive this one.
process.on('exit', () => {
  bare.kill('SIGKILL');
  house.child.kill('SIGTERM');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  await untilReady(house, port);
  await new Promise((done) => bare.stdout.once('data', done));
  await packsMade();
  const places = await knownPlaces();
  process.stdout.write(
    `${cpus().length} × ${cpus()[0]?.model}, Node.js ${process.version}, ${connections} connections, ${duration} s a run, median of 3, load at the start ${loadavg()[0]?.toFixed(1)}\n`,
  );
  const rows: Record<string, unknown>[] = [];
  for (const target of targets(places, await codes())) rows.push(await measure(target));
  console.table(rows);
  console.table([await memory(places)]);
  process.stdout.write(`load at the end ${loadavg()[0]?.toFixed(1)}\n`);
} finally {
  bare.kill();
  house.child.kill('SIGTERM');
  await house.ended;
  await rm(dataFolder, { recursive: true, force: true });
}

/** Resolves when the list of packs is written. @throws Error when it does not come */
async function packsMade(): Promise<void> {
  const end = Date.now() + SETTLE_MS;
  while (!existsSync(join(dataFolder, 'packs', 'index.json'))) {
    if (Date.now() > end) throw new Error('the packs for phones were not made in time');
    await new Promise((done) => setTimeout(done, 500));
  }
}

/** Codes of all services at places. */
async function codes(): Promise<string[]> {
  const all: string[] = [];
  for (let page = 1; ; page++) {
    const { contents } = (await (
      await fetch(
        `http://127.0.0.1:${port}/hsds/3.1/service_at_locations?per_page=100&full=true&page=${page}`,
      )
    ).json()) as { contents: { wayhouse?: { code?: string } }[] };
    all.push(...contents.flatMap(({ wayhouse: own }) => own?.code ?? []));
    if (contents.length < 100) break;
  }
  if (!all.length) throw new Error('the HSDS API gave no code of a service at a place');
  return all;
}

/** Ids of the gazetteer's places that can be asked for. */
async function knownPlaces(): Promise<number[]> {
  const known: number[] = [];
  for (let id = 1; id <= 60; id++) {
    const body = `need=food&place=${id}`;
    if ((await answerOf({ path: '/en/search', method: 'POST', body })).status === 200)
      known.push(id);
  }
  return known;
}

type Answer = { status: number; body: Buffer; headers: Record<string, string> };

/** The answer as it goes over the wire, packed. */
function answerOf({ path, method, body }: Ask): Promise<Answer> {
  return new Promise((done, fail) => {
    const headers = { 'accept-encoding': encodings, ...(body ? { 'content-type': form } : {}) };
    const outgoing = send({ host: '127.0.0.1', port, path, method, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const same = SAME_HEADERS.flatMap((name) => {
          const value = incoming.headers[name];
          return typeof value === 'string' ? [[name, value] as const] : [];
        });
        done({
          status: incoming.statusCode ?? 0,
          body: Buffer.concat(chunks),
          headers: Object.fromEntries(same),
        });
      });
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

async function measure(target: Target): Promise<Record<string, unknown>> {
  // The bare server answers the page of middle size among some of the target's.
  const sample: Answer[] = [];
  for (let n = 0; n < 31; n++) {
    const answer = await answerOf(target.ask(n));
    if (answer.status !== 200) throw new Error(`${target.name} answered ${answer.status}`);
    sample.push(answer);
  }
  const middle = sample.toSorted((a, b) => a.body.length - b.body.length)[15] as Answer;
  await fetch(`http://127.0.0.1:${port + 1}/page`, {
    method: 'PUT',
    body: new Uint8Array(middle.body),
    headers: {
      'content-type': 'application/octet-stream',
      'x-answer-headers': JSON.stringify(middle.headers),
    },
  });
  const ours: autocannon.Result[] = [];
  const theirs: autocannon.Result[] = [];
  const work = { ours: 0, theirs: 0 };
  for (let round = 0; round < 3; round++) {
    let began = await processorTime(house.child);
    ours.push(await load(port, target.ask, { duration }));
    work.ours += (await processorTime(house.child)) - began;
    began = await processorTime(bare);
    theirs.push(await load(port + 1, (n) => ({ ...target.ask(n), path: '/page' }), { duration }));
    work.theirs += (await processorTime(bare)) - began;
  }
  const each = (micros: number, of: autocannon.Result[]): number =>
    Math.round(micros / of.reduce((sum, { requests }) => sum + requests.total, 0));
  const [our, their] = [median(ours), median(theirs)];
  const row = {
    page: target.name,
    bytes: middle.body.length,
    'requests/s': Math.round(our.requests.average),
    'p50 ms': our.latency.p50,
    'p99 ms': our.latency.p99,
    errors: our.errors + our.non2xx,
    load: loadavg()[0]?.toFixed(1),
    'bare requests/s': Math.round(their.requests.average),
    'bare p99 ms': their.latency.p99,
    ratio: Number((our.requests.average / their.requests.average).toFixed(2)),
    'CPU µs': each(work.ours, ours),
    'bare CPU µs': each(work.theirs, theirs),
  };
  process.stdout.write(`${JSON.stringify(row)}\n`);
  return row;
}

function load(
  to: number,
  ask: (n: number) => Ask,
  until: { duration: number } | { amount: number },
): Promise<autocannon.Result> {
  return autocannon({
    url: `http://127.0.0.1:${to}`,
    connections,
    ...until,
    requests: [
      {
        setupRequest: (request) => {
          const { path, method, body } = ask(sent++);
          return {
            ...request,
            path,
            method,
            headers: { 'accept-encoding': encodings, ...(body ? { 'content-type': form } : {}) },
            ...(body ? { body } : {}),
          };
        },
      },
    ],
  });
}

function median(results: autocannon.Result[]): autocannon.Result {
  return results.toSorted(
    (a, b) => a.requests.average - b.requests.average,
  )[1] as autocannon.Result;
}

/** Processor time of a program and its threads so far, µs: unlike times of the clock, other programs hardly change it. */
async function processorTime(child: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Fields 14 and 15 of proc_pid_stat(5), in hundredths of a second.
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** Resident memory before, halfway and after `--requests` results pages. */
async function memory(places: readonly number[]): Promise<Record<string, unknown>> {
  const requests = Number(values.requests);
  const half = { amount: Math.round(requests / 2) };
  // Half of what is asked is one of 600 questions, half was never asked before.
  let fresh = 20_000_000;
  const ask = (n: number): Ask => question(n % 2 ? fresh++ : (n / 2) % 600, places);
  const before = await resident(house.child);
  const began = await processorTime(house.child);
  const first = await load(port, ask, half);
  const between = await resident(house.child);
  const second = await load(port, ask, half);
  const after = await resident(house.child);
  return {
    requests,
    'CPU µs': Math.round(((await processorTime(house.child)) - began) / requests),
    errors: first.errors + first.non2xx + second.errors + second.non2xx,
    'MB before': before,
    'MB halfway': between,
    'MB after': after,
    'growth of the second half': `${Math.round(((after - between) / between) * 100)} %`,
  };
}

async function resident(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024);
}
