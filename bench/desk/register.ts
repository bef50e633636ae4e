/**
 * One person registered, committed and findable: visit, language, screening, need, place in the queue and a chosen name,
 * with row security, encryption and audit on, over HTTP from a second process (issue: 250 a second at 32 clients, p95 150 ms at 8).
 *   node bench/desk/register.ts [seconds] [sealed|plain]
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
import { processorTime } from '../firewall/processor-time.ts';
import type { Operation } from '../../src/desk/operation.ts';
import { signOperation, importSessionKey, exportSessionKey } from '../../src/sync/signature.ts';

type Job = {
  port: number;
  clients: number;
  seconds: number;
  sealed: boolean;
  headers: Record<string, string>;
  device: string;
  point: string;
  recipient: string;
  key: { publicKey: string; pkcs8: string };
};
type Result = { done: number; failed: number; ms: number[]; seconds: number; first?: string };

function registration({ device, point }: Job, seq: number): Operation {
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
    people: [{ subject, age_band: '18-59' }],
    names: [
      { name_id: randomUUID(), subject, text: `Amal ${seq} ${subject.slice(0, 4)}`, lang: 'ti' },
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
  const agent = new Agent({ keepAlive: true, maxSockets: job.clients });
  const key = await importSessionKey(job.key.publicKey, job.key.pkcs8);
  const ask = (body: string): Promise<{ status: number; text: string }> =>
    new Promise((done, fail) => {
      const asked = request(
        {
          port: job.port,
          path: '/api/desk/ops',
          method: 'POST',
          agent,
          headers: {
            ...job.headers,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
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
  const ready: string[] = [];
  const most = job.clients * job.seconds * 40;
  for (let seq = 1; seq <= Math.min(most, 6000); seq++) {
    const op = registration(job, Math.floor(Math.random() * 2 ** 40));
    if (!job.sealed) ready.push(JSON.stringify({ ops: [{ op }] }));
    else {
      const writer = new Encrypter();
      writer.addRecipient(job.recipient);
      const bytes = await writer.encrypt(JSON.stringify(await signOperation(op, key)));
      ready.push(JSON.stringify({ ops: [{ sealed: Buffer.from(bytes).toString('base64url') }] }));
    }
  }
  await new Promise((go) => {
    parentPort?.once('message', go);
    parentPort?.postMessage('ready');
  });
  const result: Result = { done: 0, failed: 0, ms: [], seconds: 0 };
  const until = performance.now() + job.seconds * 1000;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      const body = ready.pop();
      if (!body) return;
      const from = performance.now();
      const { status, text } = await ask(body);
      result.ms.push(performance.now() - from);
      if (status === 200 && text.includes('"recorded"')) result.done++;
      else {
        result.failed++;
        result.first ??= `${status} ${text.slice(0, 300)}`;
      }
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: job.clients }, client));
  result.seconds = (performance.now() - from) / 1000;
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
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-register-'));
  const desk = await deskHouse({ folder });
  const worker = await desk.worker('desk');
  const tablet = await desk.tablet(worker);
  await desk.app.listen({ port: 0 });
  const { port } = desk.app.server.address() as { port: number };
  const key = { publicKey: tablet.key.publicKey, pkcs8: await exportSessionKey(tablet.key) };
  const base = {
    port,
    seconds,
    sealed,
    headers: tablet.headers,
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
      `${clients} clients: ${(result.done / took).toFixed(0)} a second, p50 ${percentile(result.ms, 0.5).toFixed(0)} ms, p95 ${percentile(result.ms, 0.95).toFixed(0)} ms, processor ms each: program and clients ${each(after.program, before.program)}, database ${each(after.server, before.server)}; ${result.failed} failed${result.first ? ` (${result.first})` : ''}`,
    );
  }
  await desk.close();
  await rm(folder, { recursive: true, force: true });
}
