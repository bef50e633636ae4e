import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyOperation, happened, uuidOf } from '../desk/testing.ts';
import { backOff, batchesOf } from './batches.ts';
import { clockDoubt, fateOf, permitCovers, settle } from './rules.ts';
import {
  exportSessionKey,
  importSessionKey,
  newSessionKey,
  signOperation,
  verifyOperation,
} from './signature.ts';
import { readChange } from './wire.ts';

const asked = (n: number, tag: string, more: Parameters<typeof happened>[3] = {}) =>
  happened(n, 'language_asked', { tags: [tag], modes: ['hears'], asked_how: 'spoken' }, more);

test('two devices that did not know of each other are both shown; the later stands in front', () => {
  const here = asked(1, 'ti', { device_id: uuidOf(801, 4) });
  const there = asked(2, 'am', { device_id: uuidOf(802, 4) });
  for (const order of [
    [here, there],
    [there, here],
  ])
    expect(settle(order, 'language_asked')).toEqual({ shown: there, beside: [here] });
  const known = asked(3, 'om', { supersedes: there.event_id, device_id: uuidOf(801, 4) });
  expect(settle([known, here, there], 'language_asked')?.shown).toBe(known);
});

test('the same said twice, or one worker changing her mind on one tablet, asks nobody again', () => {
  const one = asked(1, 'ti');
  expect(settle([one, asked(2, 'am')], 'language_asked')?.beside).toEqual([]);
  expect(settle([one, asked(2, 'ti', { device_id: uuidOf(802, 4) })], 'language_asked')).toEqual({
    shown: expect.objectContaining({ event_id: uuidOf(2) }) as unknown,
    beside: [],
  });
});

test('what stands does not depend on the order of arrival', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(4), fc.nat(3), fc.option(fc.nat(8))), { maxLength: 9 }),
      fc.integer({ min: 1, max: 50 }),
      (made, turn) => {
        const events = made.map(([at, device, replaces], n) =>
          asked(n + 1, ['ti', 'am', 'om', 'ar'][device] ?? 'ti', {
            at: at * 1000,
            hlc: `${(at * 1000).toString(16).padStart(12, '0')}-0000-0000000${device}`,
            device_id: uuidOf(800 + device, 4),
            supersedes: replaces !== null && replaces < n ? uuidOf(replaces + 1) : null,
          }),
        );
        const turned = events.map(
          (_, n) => events[(n + turn) % events.length] as (typeof events)[0],
        );
        expect(settle(turned, 'language_asked')).toEqual(settle(events, 'language_asked'));
        const replaced = new Set(events.map(({ supersedes }) => supersedes));
        const settled = settle(events, 'language_asked');
        // Nothing is overwritten in silence: whatever differs is shown, beside, or was replaced by somebody who saw it.
        for (const event of events)
          if (!replaced.has(event.event_id) && event.device_id !== settled?.shown.device_id)
            expect(
              [settled?.shown, ...(settled?.beside ?? [])].map((one) => JSON.stringify(one?.body)),
            ).toContain(JSON.stringify(event.body));
      },
    ),
  );
});

test('a clock is doubted when 31 days behind or five minutes ahead; a permit covers its time', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  expect(clockDoubt(now, now)).toBe(false);
  expect(clockDoubt(now + 300_001, now)).toBe(true);
  expect(clockDoubt(now - 31 * 86_400_000, now)).toBe(false);
  expect(clockDoubt(now - 31 * 86_400_000 - 1, now)).toBe(true);
  expect(permitCovers({ from: 10, until: 20 }, 10)).toBe(true);
  expect(permitCovers({ from: 10, until: 20 }, 20)).toBe(false);
  expect(permitCovers(undefined, 10)).toBe(false);
  expect(fateOf({ op_id: 'x', result: 'granted' })).toBe('accepted');
  expect(fateOf({ op_id: 'x', result: 'refused' })).toBe('needs_look');
  expect(fateOf({ op_id: 'x', result: 'quarantined' })).toBe('quarantined');
});

test('batches keep every item once and in order, and stay within both limits', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 500 })), (sizes) => {
      const batches = batchesOf(sizes, (size) => size, { most: 7, bytes: 900 });
      expect(batches.flat()).toEqual(sizes);
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(7);
        expect(batch.length === 1 || batch.reduce((a, b) => a + b, 0) <= 900).toBe(true);
      }
    }),
  );
});

test('tries come apart from one second to five minutes, never at the same moment', () => {
  expect(backOff(0, 0)).toBe(0);
  expect(backOff(1, 0)).toBe(1000);
  expect(backOff(4, 0)).toBe(8000);
  expect(backOff(40, 0)).toBe(300_000);
  expect(backOff(40, 1)).toBe(150_000);
});

test('a signature holds through the seal and back, and for nothing but what was signed', async () => {
  const key = await newSessionKey();
  const again = await importSessionKey(key.publicKey, await exportSessionKey(key));
  const operation = anyOperation(3);
  const signed = JSON.parse(JSON.stringify(await signOperation(operation, again))) as Awaited<
    ReturnType<typeof signOperation>
  >;
  const known = (publicKey: string): boolean => publicKey === key.publicKey;
  expect(await verifyOperation(signed, known)).toEqual({ operation, publicKey: key.publicKey });
  expect(await verifyOperation({ ...signed, device_seq: 4 }, known)).toBeUndefined();
  expect(await verifyOperation(signed, () => false)).toBeUndefined();
  expect(await verifyOperation({ ...signed, session_sig: 'x' }, () => true)).toBeUndefined();
  const stranger = await signOperation(operation, await newSessionKey());
  expect(await verifyOperation(stranger, known)).toBeUndefined();
});

test('lines of the feed are read strictly, and what a newer server adds is passed over', () => {
  // No line of the feed is an order: that comes signed, with 410.
  expect(readChange('{"revoked":true}')).toBeUndefined();
  expect(readChange('{"erased":{"subject":"s"}}')).toEqual({ erased: { subject: 's' } });
  expect(readChange('{"cursor":"7","server_time":1}')).toEqual({ cursor: '7', server_time: 1 });
  for (const line of ['{}', 'null', '[]', '{"event":{}}', '{"person":1}', '{"moon":1}'])
    expect(readChange(line)).toBeUndefined();
  expect(() => readChange('<html>')).toThrow(SyntaxError);
});
