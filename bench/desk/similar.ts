/**
 * Whether we may have met, asked over HTTP of a circle of made-up people on a durable installation: time of an answer when the
 * circle is in memory, when it has to be read, and after somebody was registered at the next desk a moment before; then the same
 * asked without a network of those whom a tablet took along.
 * A circle holds its newest 2,500 people, however many an organisation has.
 *
 *   node bench/desk/similar.ts [people] [questions]
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { v7 } from 'uuid';
import { makeWorld, type Visit } from '../../checks/names/corpus.ts';
import { processorTime } from '../firewall/processor-time.ts';
import type { Operation } from '../../src/desk/operation.ts';
import { anyOperation } from '../../src/desk/testing.ts';
import { alongCircle } from '../../src/console/tablet/name-pool.ts';
import { MOST_PEOPLE } from '../../src/people/circles.ts';
import { peopleRoutes } from '../../src/people/index.ts';
import { ALONG, type TakenAlong } from '../../src/people/name-along.ts';
import { staffDoorOf } from '../../src/staff/testing.ts';
import { openManaging } from '../../src/sync/managing.ts';
import { deskHouse, POINT, type Tablet } from '../../src/sync/testing.ts';

const people = Number(process.argv[2] ?? 2_500);
const questions = Number(process.argv[3] ?? 300);
const percentile = (values: number[], p: number): string =>
  (values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * p)] ?? Number.NaN).toFixed(1);
const said = (what: string, ms: number[]): void =>
  console.log(
    `${what}: ${ms.length} questions, p50 ${percentile(ms, 0.5)} ms, p95 ${percentile(ms, 0.95)} ms, p99 ${percentile(ms, 0.99)} ms`,
  );

const folder = await mkdtemp(join(tmpdir(), 'wayhouse-similar-'));
const desk = await deskHouse({ folder });
const secret = (label: string) => desk.house.kept.keystore.derived(label);
await desk.app.register(peopleRoutes, { door: staffDoorOf(desk.house), secret });
const world = makeWorld(
  2,
  'test',
  { people, returning: questions / 2, fresh: questions / 2 },
  'often',
);
// Limits are for one worker: questions come from as many as a large desk has in an hour.
const tablets: Tablet[] = [];
for (let n = 0; n < 12; n++) tablets.push(await desk.tablet(await desk.worker('desk')));
const first = tablets[0] as Tablet;

let seq = 0;
function registration({ name, birthYear, ageBand }: Visit, subject = randomUUID()): Operation {
  const op = anyOperation(++seq);
  const visit_id = randomUUID();
  return {
    ...op,
    op_id: v7(),
    device_id: first.device,
    point_id: POINT,
    people: [{ subject, ...(ageBand ? { age_band: ageBand } : {}) }],
    names: [
      {
        name_id: randomUUID(),
        subject,
        text: name,
        ...(birthYear ? { birth_year: birthYear } : {}),
      },
    ],
    events: op.events.map((event) => ({ ...event, event_id: v7(), visit_id, subject })),
  };
}
const ids = new Map<string, string>();
/** Whom a circle can still hold: those registered before them are not proposed any more. */
const newest = new Set(world.pool.slice(-MOST_PEOPLE).map(({ subject }) => subject));
const all = world.pool.map(({ subject, visit }) => {
  const id = randomUUID();
  ids.set(subject, id);
  return { op: registration(visit, id) };
});
const from = performance.now();
while (all.length) await first.send(all.splice(0, 100));
console.log(
  `Node ${process.version}, load ${(loadavg()[0] ?? 0).toFixed(1)}; ${people} people in ${((performance.now() - from) / 1000).toFixed(0)} s`,
);

let turn = 0;
/** What each question took of the program's processor time: on a shared machine the clock says little. */
const processor: number[] = [];
async function ask({ name, birthYear, ageBand }: Visit): Promise<{ ms: number; found: string[] }> {
  const { headers } = tablets[turn++ % tablets.length] as Tablet;
  const before = process.cpuUsage();
  const begun = performance.now();
  const answer = await desk.app.inject({
    method: 'POST',
    url: '/api/people/similar',
    headers,
    payload: {
      point_id: POINT,
      name,
      ...(birthYear ? { birth_year: birthYear } : {}),
      ...(ageBand ? { age_band: ageBand } : {}),
    },
  });
  const ms = performance.now() - begun;
  const used = process.cpuUsage(before);
  processor.push((used.user + used.system) / 1000);
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`);
  return {
    ms,
    found: answer.json<{ people: { subject: string }[] }>().people.map(({ subject }) => subject),
  };
}

const [stranger] = world.fresh;
if (stranger)
  console.log(`circle read from the database: ${(await ask(stranger.visit)).ms.toFixed(0)} ms`);
const data = join(folder, 'data', 'database', 'cluster');
for (let round = 1; round <= 3; round++) {
  const before = processorTime(data);
  processor.length = 0;
  const met: number[] = [];
  const fresh: number[] = [];
  let found = 0;
  let held = 0;
  for (const { subject, visit } of world.returning) {
    const answer = await ask(visit);
    met.push(answer.ms);
    if (!newest.has(subject)) continue;
    held++;
    if (answer.found.includes(ids.get(subject) ?? '')) found++;
  }
  for (const { visit } of world.fresh) fresh.push((await ask(visit)).ms);
  said(`round ${round}, who was here before (${found} found of ${held} in the circle)`, met);
  said(`round ${round}, who was not`, fresh);
  const after = processorTime(data);
  const each = (now: number, then: number) => ((now - then) / questions).toFixed(1);
  said(`round ${round}, all`, [...met, ...fresh]);
  said(`round ${round}, processor time of the program`, processor);
  console.log(
    `  processor ms each: program ${each(after.program, before.program)}, database ${each(after.server, before.server)}; load ${(loadavg()[0] ?? 0).toFixed(1)}`,
  );
  // Each worker's hour is over.
  desk.house.clock.now += 3_600_000;
}
const next: number[] = [];
let seen = 0;
for (const { visit } of world.fresh.slice(0, 50)) {
  const op = registration(visit);
  await first.send([{ op }]);
  const answer = await ask(visit);
  next.push(answer.ms);
  if (answer.found.includes(op.people?.[0]?.subject ?? '')) seen++;
}
said(`registered a moment before at another desk (${seen} of ${next.length} shown)`, next);

const lead = await desk.worker('point_manager');
const firewall = { database: desk.house.database, keeper: desk.house.door.keeper };
const managing = openManaging(firewall, secret, Date.now);
await managing.letCarry(lead, { device: first.device, point: POINT, days: 1 });
const taking: number[] = [];
const layingOut: number[] = [];
let body = '';
for (let n = 0; n < 5; n++) {
  const begun = performance.now();
  ({ body } = await desk.app.inject({ method: 'POST', url: ALONG, headers: first.headers }));
  taking.push(performance.now() - begun);
}
const { along } = JSON.parse(body) as { along: TakenAlong };
for (let n = 0; n < 5; n++) {
  const begun = performance.now();
  alongCircle(along);
  layingOut.push(performance.now() - begun);
}
console.log(
  `taken along: ${along.people.length} people, ${body.length} bytes (${gzipSync(body).length} packed), p50 ${percentile(taking, 0.5)} ms; laid out in ${percentile(layingOut, 0.5)} ms`,
);
const alike = alongCircle(along);
const alone: number[] = [];
const asked = ({ name, birthYear }: Visit): string[] => {
  const begun = performance.now();
  const found = alike({ name, birth_year: birthYear }, 5);
  alone.push(performance.now() - begun);
  return found.map(({ subject }) => subject);
};
const taken = new Set(along.people.map(({ subject }) => subject));
const here = world.returning.filter(({ subject }) => taken.has(ids.get(subject) ?? ''));
const met = here.filter(({ subject, visit }) => asked(visit).includes(ids.get(subject) ?? ''));
const wrong = world.fresh.slice(50).filter(({ visit }) => asked(visit).length > 0);
said(
  `without a network (${met.length} found of ${here.length} taken along; ${wrong.length} of ${world.fresh.length - 50} new people shown somebody)`,
  alone,
);
await desk.close();
await rm(folder, { recursive: true, force: true });
