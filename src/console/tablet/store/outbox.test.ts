import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../desk/operation.ts';
import type { SealedItem } from '../../../sync/wire.ts';
import { type Device, openDevice, type OutboxItem } from './device.ts';
import { base64url, fromBase64url } from './ids.ts';
import { memoryStorage } from './memory-storage.ts';
import type { Answer, Contact, Wire } from './network.ts';
import { makeOutbox, outboxFile, readOutboxFile, type Receipt } from './outbox.ts';

const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const itemOf = (n: number, bytes = 8): OutboxItem => ({
  op_id: idOf(n),
  device_id: idOf(0),
  device_seq: n,
  hlc: '000000000001-0000-00000001',
  made_at: n,
  sealed: new Uint8Array(bytes)
    .fill(n % 251, 0, 1)
    .fill(n >> 8, 1, 2)
    .fill(n & 255, 2, 3),
  owner: 'her',
  state: 'waiting',
  forManager: false,
  tries: 0,
  lastError: null,
});
/** Which item a sealed text is. */
const numberOf = ({ sealed }: SealedItem): number => {
  const bytes = fromBase64url(sealed);
  return ((bytes[1] ?? 0) << 8) + (bytes[2] ?? 0);
};
const contact = (): Contact => ({
  device_id: idOf(0),
  clock: 0,
  point: undefined,
  waiting: 0,
  oldest: null,
  seq: 0,
});

type Sending = {
  device: Device;
  receipts: Receipt[];
  batches: number[][];
  send(force?: boolean): Promise<Answer<unknown>['kind']>;
  states(): string[];
  time: number;
};
async function sending(
  many: number,
  judge: (numbers: number[]) => Answer<(n: number) => Verdict | undefined>,
  bytes?: number,
): Promise<Sending> {
  const device = await openDevice(memoryStorage());
  await device.write({ put: Array.from({ length: many }, (_, n) => itemOf(n + 1, bytes)) });
  const run: Sending = {
    device,
    receipts: [],
    batches: [],
    time: 1_000_000,
    send: async (force = false) => (await outbox.send(contact, force)).kind,
    states: () => device.items().map(({ op_id, state }) => `${Number(op_id.slice(-6))} ${state}`),
  };
  const wire = {
    ops(items: readonly SealedItem[]) {
      const numbers = items.map(numberOf);
      run.batches.push(numbers);
      const answer = judge(numbers);
      if (answer.kind !== 'ok') return Promise.resolve(answer);
      const verdicts = numbers.flatMap((n) => answer.value(n) ?? []);
      return Promise.resolve({ kind: 'ok', value: { verdicts, server_time: 1 } });
    },
  } as unknown as Wire;
  const outbox = makeOutbox(device, wire, { now: () => run.time, chance: () => 0 }, (receipts) =>
    Promise.resolve(void run.receipts.push(...receipts)),
  );
  return run;
}
const recorded = (n: number): Verdict => ({ op_id: idOf(n), result: 'recorded' });
const ok = (value: (n: number) => Verdict | undefined): Answer<typeof value> => ({
  kind: 'ok',
  value,
});

describe('batches', () => {
  test('at most 200 operations and one MiB at once', async () => {
    const many = await sending(450, () => ok(recorded));
    await many.send();
    expect(many.batches.map(({ length }) => length)).toEqual([200, 200, 50]);
    expect(many.device.items()).toEqual([]);
    const large = await sending(5, () => ok(recorded), 300_000);
    await large.send();
    expect(large.batches.map(({ length }) => length)).toEqual([2, 2, 1]);
  });

  test('an item that the server will not read, or breaks over, holds up no neighbour', async () => {
    for (const [kind, state] of [
      ['bad', 'needs_look'],
      ['broken', 'waiting'],
    ] as const) {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(fc.integer({ min: 1, max: 260 }), { maxLength: 6 }),
          async (poison) => {
            const run = await sending(260, (numbers) =>
              numbers.some((n) => poison.includes(n))
                ? { kind, problem: 'bad_input' }
                : ok(recorded),
            );
            // Three that break the server one after the other look like a server that is broken: the next round goes on.
            for (let round = 0; round < 8; round++) {
              run.time += 2000;
              await run.send();
            }
            expect(run.states()).toEqual(poison.sort((a, b) => a - b).map((n) => `${n} ${state}`));
            if (kind === 'bad')
              expect(run.device.items().every(({ lastError }) => lastError === 'bad_input')).toBe(
                true,
              );
          },
        ),
        { numRuns: 25 },
      );
    }
  });

  test('who brings them may do nothing: that says nothing of them, and they wait for somebody else', async () => {
    const run = await sending(300, () => ({ kind: 'no-role' }));
    expect(await run.send()).toBe('no-role');
    expect(run.batches).toHaveLength(1);
    expect(run.device.items().every(({ state }) => state === 'waiting')).toBe(true);
  });

  test('a server that is down is asked a dozen times and no more, then left in peace', async () => {
    const run = await sending(300, () => ({ kind: 'broken' }));
    expect(await run.send()).toBe('broken');
    expect(run.batches.length).toBeLessThanOrEqual(12);
    expect(await run.send()).toBe('later');
    run.time += 1000;
    expect(await run.send()).toBe('broken');
    expect(await run.send()).toBe('later');
    expect(run.device.items()).toHaveLength(300);
  });
});

describe('receipts', () => {
  test('nothing leaves without one of its own number', async () => {
    const run = await sending(6, () =>
      ok((n) =>
        n === 2
          ? undefined
          : n === 4
            ? { op_id: 'somebody else', result: 'recorded' }
            : recorded(n),
      ),
    );
    await run.send();
    expect(run.states()).toEqual(['2 waiting', '4 waiting']);
    for (let n = 0; n < 4; n++) await run.send(true);
    // Asked five times, and never a word of them: somebody looks.
    expect(run.states()).toEqual(['2 needs_look', '4 needs_look']);
    expect(run.device.items()[0]?.lastError).toBe('no_receipt');
  });

  test('what the server could not open is known by its place', async () => {
    const run = await sending(3, () =>
      ok((n) =>
        n === 2 ? { op_id: 'a digest', result: 'refused', problem: 'not_readable' } : recorded(n),
      ),
    );
    await run.send();
    expect(run.states()).toEqual(['2 needs_look']);
    expect(run.device.items()[0]?.lastError).toBe('not_readable');
  });

  test('the maker’s copy hears it before the item leaves', async () => {
    const run = await sending(1, () => ok(recorded));
    const device = run.device;
    let heldThen = -1;
    const push = run.receipts.push.bind(run.receipts);
    run.receipts.push = (...all) => {
      heldThen = device.items().length;
      return push(...all);
    };
    await run.send();
    expect(heldThen).toBe(1);
    expect(device.items()).toHaveLength(0);
  });

  test('what a manager keeps stays as a stub; what is refused stays whole, with its problem', async () => {
    const run = await sending(2, () =>
      ok((n) =>
        n === 1
          ? { op_id: idOf(1), result: 'quarantined', problem: 'role_lapsed' }
          : {
              op_id: idOf(2),
              result: 'refused',
              problem: 'forbidden_attribute',
              detail: 'her words',
            },
      ),
    );
    await run.send();
    const [held, refused] = run.device.items();
    expect(held).toMatchObject({ state: 'quarantined', lastError: 'role_lapsed' });
    expect(held?.sealed).toHaveLength(0);
    expect(refused).toMatchObject({ state: 'needs_look', lastError: 'forbidden_attribute' });
    expect(refused?.sealed).toHaveLength(8);
    // What the server said in detail goes to the maker, and never lies open on the device.
    expect(run.receipts[1]).toMatchObject({ detail: 'her words' });
    expect(JSON.stringify(run.device.items())).not.toContain('her words');
  });
});

test('a busy server says when to come back', async () => {
  const run = await sending(1, () => ({ kind: 'later', wait: 60_000 }));
  await run.send();
  run.time += 59_000;
  expect(await run.send()).toBe('later');
  expect(run.batches).toHaveLength(1);
  run.time += 1000;
  await run.send();
  expect(run.batches).toHaveLength(2);
});

test('a file holds what is sealed, comes back whole, and nothing else is taken for one', () => {
  const items = [itemOf(1), itemOf(700), { ...itemOf(3), sealed: new Uint8Array(0) }];
  const read = readOutboxFile(outboxFile(items));
  expect(read?.map(({ op_id, sealed }) => [op_id, base64url(sealed)])).toEqual(
    items.slice(0, 2).map(({ op_id, sealed }) => [op_id, base64url(sealed)]),
  );
  expect(read?.every(({ owner }) => owner === '')).toBe(true);
  for (const text of [
    '',
    '{}',
    '[]',
    'null',
    '{"format":"wayhouse outbox"}',
    '{"format":"x","items":[]}',
  ])
    expect(readOutboxFile(text)).toBeUndefined();
});
