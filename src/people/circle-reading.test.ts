import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { type CircleKey, sealSketch } from '../firewall/index.ts';
import { openCircleThread } from './circle-thread.ts';
import { type Circles, openCircles, type Sending, type StandingCircle } from './circles.ts';
import { skeleton } from './name-sketch.ts';
import { packRecord } from './name-record.ts';

const key: CircleKey = { id: randomUUID(), key: randomBytes(32), form: 1 };
const at = { org: randomUUID(), point: randomUUID(), key };

type Sketched = { sketch_id: string; subject: string; sealed: Buffer; tx: number };
let made = 0;
const sketched = (subject: string, name: string): Sketched => {
  const sketch_id = randomUUID();
  const record = packRecord({ sketch: skeleton(name), birthYear: 1990 });
  return { sketch_id, subject, sealed: sealSketch(key, sketch_id, record), tx: ++made };
};

/** A table of sketches as the database would answer for it; `hold` makes the next answer of one kind wait. */
function table(rows: Sketched[]) {
  let gone = 0;
  const waits = new Map<'state' | 'standing', Promise<void>>();
  const send = (async (text: string, values: readonly unknown[]) => {
    const kind = text.includes('fw.circle_key') ? 'state' : 'standing';
    if (text.includes('fw.alike')) return [];
    const now = { circle_key_id: key.id, seen: `${made + 1}:${made + 1}:`, mark: String(gone) };
    const since = Number(String(values[2]).split(':', 1));
    const found =
      kind === 'standing'
        ? rows.map(({ sketch_id }) => ({ sketch_id }))
        : rows.filter(({ tx }) => tx >= since).toReversed();
    const answer =
      kind === 'standing'
        ? found
        : (found.length ? found : [{ sketch_id: null }]).map((row) => ({ ...now, ...row }));
    const wait = waits.get(kind);
    waits.delete(kind);
    await wait;
    return answer;
  }) as Sending;
  return {
    send,
    put: (row: Sketched) => void rows.push(row),
    take(subject: string) {
      rows.splice(
        rows.findIndex((row) => row.subject === subject),
        1,
      );
      gone++;
    },
    hold(kind: 'state' | 'standing'): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      waits.set(kind, promise);
      return resolve;
    },
  };
}

let circles: Circles;
afterEach(() => circles.close());
const current = async (send: Sending): Promise<StandingCircle> => {
  const found = await circles.current(send, at);
  if (found === 'renewed') throw new Error('The key was renewed');
  return found;
};
const who = async (circle: StandingCircle, name: string): Promise<string[]> =>
  (await circle.similar({ name, birthYear: 1990 })).map(({ subject }) => subject);

test('whoever came in while it was looked who is gone stays', async () => {
  circles = openCircles();
  const pool = table([sketched('a', 'Mariam Haile Tesfay'), sketched('b', 'Yusuf Abdi Warsame')]);
  await current(pool.send);
  pool.take('a');
  const answered = pool.hold('standing');
  const looking = current(pool.send);
  await new Promise((passed) => setImmediate(passed));
  pool.put(sketched('c', 'Oksana Petrivna Koval'));
  const other = await current(pool.send);
  expect(await who(other, 'Oksana Petrivna Koval')).toEqual(['c']);
  answered();
  const circle = await looking;
  expect(await who(circle, 'Mariam Haile Tesfay')).toEqual([]);
  expect(await who(circle, 'Oksana Petrivna Koval')).toEqual(['c']);
  expect(await who(circle, 'Yusuf Abdi Warsame')).toEqual(['b']);
});

test('two who read the same circle at once have one, and both are answered', async () => {
  circles = openCircles();
  const pool = table([sketched('a', 'Mariam Haile Tesfay')]);
  const answered = pool.hold('state');
  const first = current(pool.send);
  const second = await current(pool.send);
  expect(await who(second, 'Mariam Haile Tesfay')).toEqual(['a']);
  answered();
  expect(await who(await first, 'Mariam Haile Tesfay')).toEqual(['a']);
  expect(await who(second, 'Mariam Haile Tesfay')).toEqual(['a']);
  expect(circles.size).toBe(1);
});

test('a circle that left the memory while it was caught up is read anew, and so is every one when the thread was lost', async () => {
  let crash = (): void => {};
  circles = openCircles({
    idle: 1_500,
    begin(onLost) {
      const thread = openCircleThread(onLost);
      crash = () => thread.drop(undefined as never);
      return thread;
    },
  });
  const pool = table([sketched('a', 'Mariam Haile Tesfay')]);
  const old = await current(pool.send);
  pool.put(sketched('b', 'Yusuf Abdi Warsame'));
  const answered = pool.hold('state');
  const late = current(pool.send);
  await expect.poll(() => circles.size, { timeout: 10_000 }).toBe(0);
  answered();
  const circle = await late;
  expect(await who(circle, 'Mariam Haile Tesfay')).toEqual(['a']);
  await expect(who(old, 'Mariam Haile Tesfay')).rejects.toMatchObject({ code: 'busy_try_again' });
  crash();
  await expect(who(circle, 'Mariam Haile Tesfay')).rejects.toMatchObject({
    code: 'busy_try_again',
  });
  expect(await who(await current(pool.send), 'Yusuf Abdi Warsame')).toEqual(['b']);
});
