/** Notes that were written before there was a token: hers from the moment of the token on, and gone with her (FIRE-09, FIRE-10). */
import { randomBytes, randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventInput, Operation } from '../desk/operation.ts';
import { anyOperation } from '../desk/testing.ts';
import { askErasure, continueErasures } from '../firewall/erasure/index.ts';
import { actAs, asWorker } from '../firewall/index.ts';
import { owner, POINT } from '../sync/testing.ts';
import { deleteForHer, heldForHer } from './held.ts';
import { peopleHouse, type PeopleHouse } from './testing.ts';

let house: PeopleHouse;
beforeAll(async () => {
  house = await peopleHouse();
});
afterAll(() => house.close());

const NOBODY = '00000000-0000-0000-0000-000000000000';
let made = 1000;

/** One operation of the near tablet in one visit. */
async function act(
  visit: string,
  events: readonly (Partial<EventInput> & Pick<EventInput, 'kind'>)[],
  more: Partial<Operation> = {},
): Promise<string[]> {
  const at = new Date().toISOString();
  const whole = {
    ...anyOperation(++made),
    op_id: v7(),
    device_id: house.near.device,
    point_id: POINT,
    made_at: at,
    ...more,
    events: events.map((event) => ({
      event_id: v7(),
      v: 1,
      visit_id: visit,
      at,
      body: {},
      ...event,
    })),
  } as Operation;
  const { verdicts } = await house.near.send([{ op: whole }]);
  expect(verdicts[0]).toMatchObject({ result: 'recorded' });
  return whole.events.map(({ event_id }) => event_id);
}

const note = (text: string) => ({ kind: 'note_written' as const, note: text });
const opening = {
  kind: 'visit_opened' as const,
  body: { channel: 'walk_in', heads: 1, ticket_picture: 'tree', ticket_number: 3 },
};

/** A token for a visit, by its slip. */
async function token(visit: string) {
  const subject = randomUUID();
  const code = randomBytes(16).toString('base64url');
  await act(visit, [{ kind: 'handle_issued', subject, body: { handle_kind: 'slip' } }], {
    people: [{ subject }],
    handles: [{ handle_id: randomUUID(), subject, kind: 'slip', code }],
  });
  return { subject, org: house.house.org, session: code };
}

type Row = { subject: string | null; note_key: string | null; sealed: Buffer | null };
const rowOf = async (id: string): Promise<Row | undefined> =>
  (
    (await owner(
      house,
      'select subject, note_key, sealed from casework.event where event_id = $1',
      [id],
    )) as Row[]
  )[0];
const read = async (ids: string[]): Promise<unknown> =>
  (await house.ask('/api/desk/notes', { events: ids })).body['notes'];

/** What the keeper answers for a value that somebody kept, under a name of a key. */
const openCopy = (key: string, id: string, sealed: Buffer) =>
  actAs(
    house.firewall,
    { ...asWorker(house.yonas), role: 'app_desk', purpose: 'desk.visit', route: '/test' },
    (tx) =>
      house.firewall.keeper.open({
        nonce: tx.nonce,
        purpose: 'desk.visit',
        items: [
          {
            key: { store: 'casework', subject: key },
            place: { column: 'casework.event.sealed', rowId: id },
            sealed,
          },
        ],
      }),
  );
const night = () => continueErasures(house.firewall, house.house.org, async () => new Date(0));

test('a note before the token stands in her own lines after it, and erasing her destroys its key', async () => {
  const visit = randomUUID();
  const [, id = ''] = await act(visit, [opening, note('shoes torn, size 38')]);
  expect(await rowOf(id)).toMatchObject({ subject: null, note_key: id });
  expect(await read([id])).toEqual([{ event_id: id, text: 'shoes torn, size 38' }]);

  const her = await token(visit);
  expect(await rowOf(id)).toMatchObject({ subject: her.subject, note_key: id });
  const own = await heldForHer(house.firewall, her);
  expect(own.map((one) => (one.line === 'event' ? one.kind : one.line)).toSorted()).toEqual(
    ['handle_issued', 'note_written', 'visit_opened'].toSorted(),
  );
  expect(own.find(({ id: one }) => one === id)).toMatchObject({ note: 'shoes torn, size 38' });
  expect(await read([id])).toEqual([{ event_id: id, text: 'shoes torn, size 38' }]);

  const kept = (await rowOf(id))?.sealed as Buffer;
  expect(await openCopy(id, id, kept)).toMatchObject([{ state: 'open' }]);
  await askErasure(house.firewall, her);
  await night();
  expect(await rowOf(id)).toEqual({ subject: null, note_key: NOBODY, sealed: null });
  expect(await openCopy(id, id, kept)).toEqual([{ state: 'no-key' }]);
  expect(await read([id])).toEqual([]);
});

test('a note that arrives after the token of its visit is hers at once; after her erasure nothing of it is kept', async () => {
  const visit = randomUUID();
  await act(visit, [opening]);
  const her = await token(visit);
  const [late = ''] = await act(visit, [note('came from another tablet')]);
  expect(await rowOf(late)).toMatchObject({ subject: her.subject, note_key: late });
  expect(await heldForHer(house.firewall, her)).toContainEqual(
    expect.objectContaining({ id: late, note: 'came from another tablet' }),
  );
  await askErasure(house.firewall, her);
  const [during = ''] = await act(visit, [note('said while it is under way')]);
  expect(await rowOf(during)).toEqual({ subject: null, note_key: NOBODY, sealed: null });
  await night();
  const [after = ''] = await act(visit, [note('said afterwards')]);
  expect(await rowOf(after)).toEqual({ subject: null, note_key: NOBODY, sealed: null });
});

test('her code opens her own notes and no other’s; a note of nobody’s is in nobody’s lines', async () => {
  const [visit, other, nobodys] = [randomUUID(), randomUUID(), randomUUID()];
  const [, mine = ''] = await act(visit, [opening, note('hers')]);
  const [, theirs = ''] = await act(other, [opening, note('another’s')]);
  const [, alone = ''] = await act(nobodys, [opening, note('nobody’s')]);
  const [her] = [await token(visit), await token(other)];
  const lines = await heldForHer(house.firewall, her);
  expect(lines.flatMap((one) => (one.line === 'event' && one.note ? [one.note] : []))).toEqual([
    'hers',
  ]);
  // The keeper itself refuses, whatever a program asks of it.
  const sealed = (await rowOf(theirs))?.sealed as Buffer;
  const asHer = (key: string, bytes: Buffer) =>
    actAs(
      house.firewall,
      {
        kind: 'person',
        actor: '',
        ...her,
        role: 'app_desk',
        purpose: 'own.access',
        route: '/test',
      },
      (tx) =>
        house.firewall.keeper.open({
          nonce: tx.nonce,
          purpose: 'own.access',
          items: [
            {
              key: { store: 'casework', subject: key },
              place: { column: 'casework.event.sealed', rowId: key },
              sealed: bytes,
            },
          ],
        }),
    );
  await expect(asHer(theirs, sealed)).rejects.toMatchObject({ code: 'not_allowed' });
  await expect(asHer(alone, (await rowOf(alone))?.sealed as Buffer)).rejects.toMatchObject({
    code: 'not_allowed',
  });
  expect(await asHer(mine, (await rowOf(mine))?.sealed as Buffer)).toMatchObject([
    { state: 'open' },
  ]);
});

test('a note that she deletes alone goes for good: its key is destroyed by night, and the row is never hers again', async () => {
  const visit = randomUUID();
  const [, id = ''] = await act(visit, [opening, note('about her son')]);
  const her = await token(visit);
  const kept = (await rowOf(id))?.sealed as Buffer;
  await deleteForHer(house.firewall, her, { line: 'event', id });
  expect(await rowOf(id)).toEqual({ subject: null, note_key: id, sealed: null });
  await night();
  expect(await rowOf(id)).toEqual({ subject: null, note_key: NOBODY, sealed: null });
  expect(await openCopy(id, id, kept)).toEqual([{ state: 'no-key' }]);
  await act(visit, [{ kind: 'called', subject: her.subject }]);
  expect((await rowOf(id))?.subject).toBe(null);
});
