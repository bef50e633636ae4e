/**
 * One person registered, committed and findable: visit, language, screening, need, place in the queue and a chosen name,
 * with row security, encryption and audit on, over HTTP from a second thread (issue: 250 a second at 32 clients, p95 150 ms at 8),
 * and a second desk that asks for what is new all the while: how long after the answer it shows each person (1 s at p99).
 *   node bench/desk/register.ts [seconds] [sealed|plain] [asked]     asked: "have we met?" goes before each registration
 */
import { Worker as Thread, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Encrypter } from 'age-encryption';
import { v7 } from 'uuid';
import { makeWorld, type Visit } from '../../checks/names/corpus.ts';
import { processorTime } from '../firewall/processor-time.ts';
import type { Operation } from '../../src/desk/operation.ts';
import { signOperation, importSessionKey, exportSessionKey } from '../../src/sync/signature.ts';

type Job = {
  port: number;
  clients: number;
  seconds: number;
  sealed: boolean;
  asked: boolean;
  /** One for each client, since what one worker may open is limited. */
  desks: Record<string, string>[];
  /** The second desk. */
  watcher: Record<string, string>;
  device: string;
  point: string;
  recipient: string;
  key: { publicKey: string; pkcs8: string };
};
type Result = {
  done: number;
  failed: number;
  /** Questions that proposed somebody. */
  shown: number;
  ms: number[];
  /** From the answer to the second desk, ms; those that it never showed count as Infinity. */
  seen: number[];
  seconds: number;
  /** Processor time of the clients and the second desk, ms. */
  clientsMs: number;
  first?: string;
};

/** One in ten was here before, so that the question finds somebody. */
function visitors(count: number): Visit[] {
  const returning = Math.floor(count / 10);
  const seed = Math.floor(Math.random() * 2 ** 30);
  const world = makeWorld(
    seed,
    'test',
    { people: count - returning, returning, fresh: 0 },
    'often',
  );
  const visits = [...world.pool, ...world.returning].map(({ visit }) => visit);
  return visits
    .map((visit) => ({ visit, lot: Math.random() }))
    .toSorted((one, other) => one.lot - other.lot)
    .map(({ visit }) => visit);
}

function registration(
  { device, point, asked }: Job,
  seq: number,
  { name, birthYear, ageBand = '18-59' }: Visit,
): Operation {
  const [subject, visit_id] = [randomUUID(), v7()];
  const at = new Date().toISOString();
  const event = (kind: Operation['events'][number]['kind'], body: Record<string, unknown>) => ({
    event_id: v7(),
    kind,
    v: 1 as const,
    visit_id,
    subject,
    at,
    body,
  });
  return {
    op_id: v7(),
    v: 1,
    device_id: device,
    device_seq: seq,
    hlc: `${Date.now().toString(16).padStart(12, '0')}-0000-${device.slice(0, 8)}`,
    made_at: at,
    point_id: point,
    purpose: 'desk.screen',
    people: [{ subject, age_band: ageBand }],
    names: [
      {
        name_id: randomUUID(),
        subject,
        text: name,
        lang: 'ti',
        ...(birthYear === undefined ? {} : { birth_year: birthYear }),
        ...(asked ? { met: { asked: true } } : {}),
      },
    ],
    events: [
      event('visit_opened', {
        channel: 'walk_in',
        heads: 1,
        ticket_picture: 'tree',
        ticket_number: (seq % 9000) + 1,
      }),
      event('language_asked', { tags: ['ti', 'ar'], modes: ['hears'], asked_how: 'picture' }),
      event('screening_done', {
        answers: ['pregnant:yes', 'food:yes', 'hurt:no'],
        skipped: ['wish'],
        rules_version: 1,
        level: 'soon',
        because: ['pregnant', 'food'],
      }),
      event('need_seen', { code: 'health.maternal', how: 'said' }),
      event('queue_joined', { level: 'soon', due_at: at }),
      event('person_named', {}),
    ],
  };
}

async function drive(job: Job): Promise<Result> {
  const agent = new Agent({ keepAlive: true, maxSockets: job.clients + 1 });
  const key = await importSessionKey(job.key.publicKey, job.key.pkcs8);
  const ask = (
    headers: Record<string, string>,
    path: string,
    body?: string,
  ): Promise<{ status: number; text: string }> =>
    new Promise((done, fail) => {
      const asked = request(
        {
          port: job.port,
          path,
          method: body === undefined ? 'GET' : 'POST',
          agent,
          headers: {
            ...headers,
            ...(body === undefined
              ? {}
              : {
                  'content-type': 'application/json',
                  'content-length': Buffer.byteLength(body),
                }),
          },
        },
        (answer) => {
          let text = '';
          answer
            .setEncoding('utf8')
            .on('data', (part: string) => (text += part))
            .on('end', () => done({ status: answer.statusCode ?? 0, text }));
        },
      );
      asked.on('error', fail).end(body);
    });
  // Made and sealed before the clock runs: on a tablet that is the tablet's time.
  const ready: { body: string; visit: string; question: string }[] = [];
  const most = job.clients * job.seconds * 40;
  for (const visitor of visitors(Math.min(most, 6000))) {
    const op = registration(job, Math.floor(Math.random() * 2 ** 40), visitor);
    const visit = op.events[0]?.visit_id ?? '';
    const { name, birthYear, ageBand = '18-59' } = visitor;
    const question = JSON.stringify({
      point_id: job.point,
      name,
      age_band: ageBand,
      ...(birthYear === undefined ? {} : { birth_year: birthYear }),
    });
    if (!job.sealed) ready.push({ body: JSON.stringify({ ops: [{ op }] }), visit, question });
    else {
      const writer = new Encrypter();
      writer.addRecipient(job.recipient);
      const bytes = await writer.encrypt(JSON.stringify(await signOperation(op, key)));
      const sealed = Buffer.from(bytes).toString('base64url');
      ready.push({ body: JSON.stringify({ ops: [{ sealed }] }), visit, question });
    }
  }
  await new Promise((go) => {
    parentPort?.once('message', go);
    parentPort?.postMessage('ready');
  });
  const result: Result = {
    done: 0,
    failed: 0,
    shown: 0,
    ms: [],
    seen: [],
    seconds: 0,
    clientsMs: 0,
  };
  const answered = new Map<string, number>();
  const shown = new Map<string, number>();
  const until = performance.now() + job.seconds * 1000;
  const failed = ({ status, text }: { status: number; text: string }): void => {
    result.failed++;
    result.first ??= `${status} ${text.slice(0, 300)}`;
  };
  const client = async (desk: Record<string, string>): Promise<void> => {
    while (performance.now() < until) {
      const next = ready.pop();
      if (!next) return;
      const from = performance.now();
      if (job.asked) {
        const met = await ask(desk, '/api/people/similar', next.question);
        if (met.status !== 200) failed(met);
        else if (!met.text.includes('[]')) result.shown++;
      }
      const answer = await ask(desk, '/api/desk/ops', next.body);
      const now = performance.now();
      result.ms.push(now - from);
      if (answer.status === 200 && answer.text.includes('"recorded"')) {
        result.done++;
        answered.set(next.visit, now);
      } else failed(answer);
    }
  };
  // The second desk looks ten times a second, and once more when all is done.
  let isOver = false;
  let since = '';
  const look = async (): Promise<void> => {
    for (;;) {
      const path = `/api/desk/changes?point=${job.point}${since}`;
      const { status, text } = await ask(job.watcher, path);
      const now = performance.now();
      if (status !== 200) failed({ status, text });
      const lines = text.trim().split('\n');
      for (const [, visit = ''] of text.matchAll(/"visit_id":"([0-9a-f-]+)"/g))
        if (!shown.has(visit)) shown.set(visit, now);
      const { cursor, more } = JSON.parse(lines.at(-1) ?? '{}') as {
        cursor: string;
        more: boolean;
      };
      since = `&since=${encodeURIComponent(cursor)}`;
      if (!more) return;
    }
  };
  const watch = async (): Promise<void> => {
    while (!isOver) {
      await look();
      await new Promise((passed) => setTimeout(passed, 100));
    }
    await look();
  };
  await look();
  const used = process.threadCpuUsage();
  const from = performance.now();
  const watching = watch();
  await Promise.all(job.desks.slice(0, job.clients).map(client));
  result.seconds = (performance.now() - from) / 1000;
  isOver = true;
  await watching;
  const { user, system } = process.threadCpuUsage(used);
  result.clientsMs = (user + system) / 1000;
  for (const [visit, at] of answered)
    result.seen.push(Math.max(0, (shown.get(visit) ?? Infinity) - at));
  agent.destroy();
  return result;
}

const percentile = (values: number[], p: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * p)] ?? Number.NaN;

if (!isMainThread) {
  parentPort?.postMessage(await drive(workerData as Job));
} else {
  const { deskHouse, POINT } = await import('../../src/sync/testing.ts');
  const seconds = Number(process.argv[2] ?? 10);
  const sealed = process.argv[3] !== 'plain';
  const asked = process.argv[4] === 'asked';
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-register-'));
  const desk = await deskHouse({ folder });
  const { peopleRoutes } = await import('../../src/people/index.ts');
  const { staffDoorOf } = await import('../../src/staff/testing.ts');
  const secret = (label: string) => desk.house.kept.keystore.derived(label);
  await desk.app.register(peopleRoutes, { door: staffDoorOf(desk.house), secret });
  const tablet = await desk.tablet(await desk.worker('desk'));
  const desks: Record<string, string>[] = [];
  for (let n = 0; n < (asked ? 32 : 1); n++)
    desks.push((await desk.tablet(await desk.worker('desk'))).headers);
  await desk.app.listen({ port: 0 });
  const { port } = desk.app.server.address() as { port: number };
  const key = { publicKey: tablet.key.publicKey, pkcs8: await exportSessionKey(tablet.key) };
  const base = {
    port,
    seconds,
    sealed,
    asked,
    desks: Array.from({ length: 32 }, (_, n) => desks[n % desks.length] ?? {}),
    watcher: tablet.headers,
    device: tablet.device,
    point: POINT,
    recipient: tablet.start.intake_key.recipient,
    key,
  };
  for (const clients of [8, 32, 8, 32, 8, 32]) {
    const data = join(folder, 'data', 'database', 'cluster');
    const thread = new Thread(new URL(import.meta.url), {
      workerData: { ...base, clients } satisfies Job,
    });
    await once(thread, 'message');
    // Making and sealing is the tablet's time.
    const before = processorTime(data);
    thread.postMessage('go');
    const [result] = (await once(thread, 'message')) as [Result];
    const after = processorTime(data);
    const each = (now: number, then: number) => ((now - then) / (result.done || 1)).toFixed(1);
    const took = result.seconds;
    console.log(
      `${clients} clients: ${(result.done / took).toFixed(0)} a second, p50 ${percentile(result.ms, 0.5).toFixed(0)} ms, p95 ${percentile(result.ms, 0.95).toFixed(0)} ms, shown by a second desk p50 ${percentile(result.seen, 0.5).toFixed(0)} ms, p99 ${percentile(result.seen, 0.99).toFixed(0)} ms after the answer, processor ms each: program ${each(after.program - result.clientsMs, before.program)}, clients and second desk ${each(result.clientsMs, 0)}, database ${each(after.server, before.server)}; ${result.shown} shown somebody, ${result.failed} failed${result.first ? ` (${result.first})` : ''}`,
    );
  }
  await desk.close();
  await rm(folder, { recursive: true, force: true });
}
