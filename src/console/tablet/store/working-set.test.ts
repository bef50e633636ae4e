import { expect, test } from 'vitest';
import { anyOperation, happened, uuidOf } from '../../../desk/testing.ts';
import { memoryStorage } from './memory-storage.ts';
import { ciphersOf } from './records.ts';
import { openWorkingSet } from './working-set.ts';

const SHELVES = ['wraps', 'lease', 'desk', 'pages', 'acts'];
const HER = uuidOf(7, 4);
const TAKEN = { carrying_id: uuidOf(1, 4), point_id: uuidOf(2, 4), until: 2, at: 1 };

async function set() {
  const storage = memoryStorage();
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  const open = async () =>
    openWorkingSet(await storage.open('worker', SHELVES), ciphersOf(key), uuidOf(900, 4));
  return { open, first: await open() };
}

const opened = happened(1, 'visit_opened', { channel: 'walk_in', heads: 1 });
const note = happened(2, 'note_written', {}, { subject: HER, has_note: true });
/** As the server gives a line that she deleted: nobody's, of no visit, without a word. */
const emptied = {
  ...note,
  subject: null,
  visit_id: null,
  device_id: null,
  has_note: false,
  hlc: '000000000000-0000-00000000',
};

test('a line that was deleted at the server goes from a tablet that had it, and stays gone when it is opened anew', async () => {
  const { open, first } = await set();
  await first.join([{ event: opened }, { event: note }]);
  const lines = (one: typeof first) =>
    one.log
      .visits()
      .get(uuidOf(1, 4))
      ?.lines.map(({ event }) => event.kind);
  expect(lines(first)).toEqual(['visit_opened', 'note_written']);
  expect(await first.join([{ event: emptied }])).toBe(true);
  expect(lines(first)).toEqual(['visit_opened']);
  expect(lines(await open())).toEqual(['visit_opened']);
  // The same answer again changes nothing.
  expect(await first.join([{ event: opened }, { event: emptied }])).toBe(false);
});

test('of somebody erased nothing comes back, whatever the server still sends', async () => {
  const { open, first } = await set();
  await first.join([{ event: opened }, { event: note }]);
  await first.join([{ erased: { subject: HER } }]);
  await first.join([{ event: note }, { event: { ...note, body: { changed: true } } }]);
  expect(first.log.all()).toEqual([]);
  expect((await open()).log.all()).toEqual([]);
});

test('at a point where it never asked, it says what it has heard at another, also after it was opened anew', async () => {
  const { open, first } = await set();
  expect(first.heard()).toBeUndefined();
  await first.setCursor('hub', '40');
  await first.setCursor('square', '52');
  expect([first.cursor('hub'), first.heard()]).toEqual(['40', '52']);
  // An answer at the first one, longer ago in its numbers, is the last that was heard all the same.
  await first.setCursor('hub', '51');
  expect([(await open()).cursor('elsewhere'), (await open()).heard()]).toEqual([undefined, '51']);
});

test('whoever is erased goes from those who were taken along too, under either of her tokens', async () => {
  const { open, first } = await set();
  const along = {
    ...TAKEN,
    people: [
      { subject: HER, month: '2026-05' },
      { subject: uuidOf(8, 4), token: uuidOf(9, 4), month: '2026-05' },
      { subject: uuidOf(10, 4), month: '2026-05' },
    ],
  };
  await first.keepRecord('along', along);
  await first.join([{ erased: { subject: HER } }, { erased: { subject: uuidOf(9, 4) } }]);
  const again = await open();
  expect(await again.readRecord('along')).toEqual({ ...along, people: [along.people[2]] });
  // What was on its way when she was erased is kept without her.
  await again.keepRecord('along', along);
  expect(await again.readRecord('along')).toEqual({ ...along, people: [along.people[2]] });
  // Nobody took anybody along on most tablets.
  await first.keepRecord('along', null);
  await first.join([{ erased: { subject: uuidOf(10, 4) } }]);
  expect(await (await open()).readRecord('along')).toBeNull();
});

test('whoever would rather start new is known to this tablet by her slip alone from then on', async () => {
  const { open, first } = await set();
  const along = {
    ...TAKEN,
    people: [
      { subject: HER, month: '2026-05', record: 'AQ', codes: ['slip'] },
      { subject: uuidOf(10, 4), month: '2026-05', record: 'AQ' },
    ],
  };
  await first.keepRecord('along', along);
  await first.keepAct({
    op_id: uuidOf(40, 4),
    operation: { ...anyOperation(1), people: [{ subject: HER, no_link: true }] },
    device_seq: 1,
    made_at: 1,
    offset: 0,
    status: 'waiting',
  });
  expect(await (await open()).readRecord('along')).toEqual({
    ...along,
    people: [{ subject: HER, month: '2026-05', codes: ['slip'] }, along.people[1]],
  });
});
