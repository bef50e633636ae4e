/**
 * `node bench/http/run.ts [--seconds 8] [--connections 32] [--requests 180000]`
 *
 * The results page, a service page and the HSDS list under load, each beside a bare Fastify that answers the
 * same bytes, in turns (median of three). Then memory after an hour's worth of requests (50 a second).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { untilReady, wayhouse } from '../../checks/durability/program.ts';

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

type Target = {
  name: string;
  path: string;
  method: 'GET' | 'POST';
  body?: string;
  headers?: Record<string, string>;
};
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const encodings = { 'accept-encoding': 'br, gzip' };

const dataFolder = await mkdtemp(join(tmpdir(), 'wayhouse-bench-'));
const house = wayhouse(['serve', '--demo'], dataFolder, {
  PORT: String(port),
  WAYHOUSE_LOG_LEVEL: 'silent',
});
const bare = spawn(process.execPath, [join(import.meta.dirname, 'bare.ts'), String(port + 1)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  await untilReady(house, port);
  await new Promise((done) => bare.stdout.once('data', done));
  const code = await anyCode();
  const targets: Target[] = [
    {
      name: 'results page',
      path: '/en/search',
      method: 'POST',
      body: 'need=food&place=9&must=free&must=papers&speak=ar',
      headers: form,
    },
    { name: 'service page', path: `/en/s/${code}`, method: 'GET' },
    { name: 'home page', path: '/en/', method: 'GET' },
    { name: 'HSDS list', path: '/hsds/3.1/services?per_page=50', method: 'GET' },
  ];
  const rows: Record<string, unknown>[] = [];
  for (const target of targets) rows.push(await measure(target));
  process.stdout.write(
    `${cpus().length} × ${cpus()[0]?.model}, Node.js ${process.version}, ${connections} connections, ${duration} s a run, median of 3\n`,
  );
  console.table(rows);
  console.table([await memory(targets[0] as Target)]);
} finally {
  bare.kill();
  house.child.kill('SIGTERM');
  await house.ended;
  await rm(dataFolder, { recursive: true, force: true });
}

async function anyCode(): Promise<string> {
  const page = (await (
    await fetch(`http://127.0.0.1:${port}/hsds/3.1/service_at_locations?per_page=1&full=true`)
  ).json()) as { contents: { wayhouse?: { code?: string } }[] };
  const code = page.contents[0]?.wayhouse?.code;
  if (!code) throw new Error('the HSDS API gave no code of a service at a place');
  return code;
}

async function measure(target: Target): Promise<Record<string, unknown>> {
  const answer = await fetch(`http://127.0.0.1:${port}${target.path}`, request(target));
  if (!answer.ok) throw new Error(`${target.name} answered ${answer.status}`);
  // fetch unpacks the body, so the peer is given what it sends packed: ask again without unpacking.
  const packed = await rawBody(target);
  await fetch(`http://127.0.0.1:${port + 1}/page`, {
    method: 'PUT',
    body: new Uint8Array(packed.body),
    headers: {
      'content-type': 'application/octet-stream',
      'x-answer-headers': JSON.stringify(packed.headers),
    },
  });
  const ours: autocannon.Result[] = [];
  const theirs: autocannon.Result[] = [];
  for (let round = 0; round < 3; round++) {
    ours.push(await load({ ...target, url: `http://127.0.0.1:${port}${target.path}` }));
    theirs.push(await load({ ...target, url: `http://127.0.0.1:${port + 1}/page` }));
  }
  const [our, their] = [median(ours), median(theirs)];
  return {
    page: target.name,
    bytes: packed.body.length,
    'requests/s': Math.round(our.requests.average),
    'p99 ms': our.latency.p99,
    errors: our.errors + our.non2xx,
    'bare requests/s': Math.round(their.requests.average),
    'bare p99 ms': their.latency.p99,
    ratio: Number((our.requests.average / their.requests.average).toFixed(2)),
  };
}

function request(target: Target): RequestInit {
  return {
    method: target.method,
    headers: { ...target.headers, ...encodings },
    ...(target.body === undefined ? {} : { body: target.body }),
  };
}

async function rawBody(target: Target): Promise<{ body: Buffer; headers: Record<string, string> }> {
  const { request: send } = await import('node:http');
  return new Promise((done, fail) => {
    const outgoing = send(
      {
        host: '127.0.0.1',
        port,
        path: target.path,
        method: target.method,
        headers: { ...target.headers, ...encodings },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const headers: Record<string, string> = {};
          for (const name of [
            'content-type',
            'content-encoding',
            'content-security-policy',
            'cache-control',
            'referrer-policy',
          ]) {
            const value = incoming.headers[name];
            if (typeof value === 'string') headers[name] = value;
          }
          done({ body: Buffer.concat(chunks), headers });
        });
      },
    );
    outgoing.on('error', fail);
    outgoing.end(target.body);
  });
}

function load(target: Target & { url: string }): Promise<autocannon.Result> {
  return autocannon({
    url: target.url,
    method: target.method,
    connections,
    duration,
    headers: { ...target.headers, ...encodings },
    ...(target.body === undefined ? {} : { body: target.body }),
  });
}

function median(results: autocannon.Result[]): autocannon.Result {
  return results.toSorted(
    (a, b) => a.requests.average - b.requests.average,
  )[1] as autocannon.Result;
}

/** Resident memory before, and after `--requests` requests of the results page. */
async function memory(target: Target): Promise<Record<string, unknown>> {
  const before = await resident(house.child);
  await autocannon({
    url: `http://127.0.0.1:${port}${target.path}`,
    method: target.method,
    connections,
    amount: Number(values.requests),
    headers: { ...target.headers, ...encodings },
    ...(target.body === undefined ? {} : { body: target.body }),
  });
  const after = await resident(house.child);
  return {
    requests: Number(values.requests),
    'MB before': before,
    'MB after': after,
    growth: `${Math.round(((after - before) / before) * 100)} %`,
  };
}

async function resident(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024);
}
