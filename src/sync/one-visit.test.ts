/** What several operations say of one visit at the same moment: as if one had come after the other. */
import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operation } from '../desk/operation.ts';
import { deskHouse, type DeskHouse, owner, type Tablet, walkIn } from './testing.ts';

let desk: DeskHouse;
let tablet: Tablet;
let other: Tablet;
beforeAll(async () => {
  desk = await deskHouse();
  tablet = await desk.tablet(await desk.worker('desk'));
  other = await desk.tablet(await desk.worker('desk'));
});
afterAll(() => desk.close());

const VISITS = 25;
const at = new Date().toISOString();
type Event = Operation['events'][number];
const saying = (
  by: Tablet,
  visit_id: string,
  said: Pick<Event, 'kind' | 'body'> & Partial<Event>,
): Operation => ({ ...walkIn(by), events: [{ event_id: v7(), v: 1, visit_id, at, ...said }] });

test('whoever goes into other hands takes along what was said of her at that very moment', async () => {
  const visits = Array.from({ length: VISITS }, () => v7());
  const language = { tags: ['ti'], modes: ['hears'], asked_how: 'picture' };
  for (const visit of visits) {
    const before = saying(tablet, visit, { kind: 'language_asked', body: language });
    const taken: Operation = {
      ...saying(tablet, visit, { kind: 'pathway_opened', body: { level: 'now' } }),
      pathways: [{ visit_id: visit, compartment: 'survivor' }],
    };
    const beside = saying(other, visit, { kind: 'need_seen', body: { code: 'food', how: 'said' } });
    const answers = await Promise.all([
      tablet.send([{ op: before }, { op: taken }]),
      other.send([{ op: beside }]),
    ]);
    for (const { verdicts } of answers)
      for (const { result } of verdicts) expect(result).toBe('recorded');
  }
  const stored = await owner(
    desk,
    `select kind, compartment, count(*)::int as n from casework.event where visit_id = any ($1) group by 1, 2 order by 1, 2`,
    [visits],
  );
  expect(stored).toEqual([
    { kind: 'language_asked', compartment: 'survivor', n: VISITS },
    { kind: 'need_seen', compartment: 'survivor', n: VISITS },
    { kind: 'pathway_opened', compartment: 'general', n: VISITS },
  ]);
});

test('what is said without her token while she gets one is hers', async () => {
  const visits = Array.from({ length: VISITS }, () => v7());
  for (const visit of visits) {
    const subject = randomUUID();
    const opened = { channel: 'walk_in', heads: 1, ticket_picture: 'tree', ticket_number: 1 };
    const named: Operation = {
      ...saying(tablet, visit, { kind: 'visit_opened', body: opened, subject }),
      people: [{ subject, age_band: '18-59' }],
    };
    const noted = saying(other, visit, {
      kind: 'need_seen',
      body: { code: 'health', how: 'said' },
      note: 'Came with a baby and asked for milk.',
    });
    const answers = await Promise.all([tablet.send([{ op: named }]), other.send([{ op: noted }])]);
    for (const { verdicts } of answers) expect(verdicts).toMatchObject([{ result: 'recorded' }]);
  }
  const stored = await owner(
    desk,
    `select kind, subject is null as nobodys, count(*)::int as n from casework.event where visit_id = any ($1) group by 1, 2 order by 1, 2`,
    [visits],
  );
  expect(stored).toEqual([
    { kind: 'need_seen', nobodys: false, n: VISITS },
    { kind: 'visit_opened', nobodys: false, n: VISITS },
  ]);
});
