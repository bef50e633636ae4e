import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database, Row } from '../../database/index.ts';
import type { Problem } from '../../http/problem.ts';
import { addOrganisation, asOwner } from '../context/testing.ts';
import { freshDatabase } from '../../database/testing.ts';

let database: Database;
let fields: { field_id: string; purposes: string[] }[];
let codes: string[];

beforeAll(async () => {
  database = await freshDatabase();
  fields = await owned('select field_id, purposes from fw.field order by field_id');
  codes = (
    await owned<{ coded_value: string }>('select coded_value from fw.coded_value order by 1')
  ).map(({ coded_value: code }) => code);
  // The same function without its first look.
  await owned(`do $$
    declare
      was text := pg_get_functiondef('fw.check_fields(jsonb, text)'::regprocedure);
      starts int := strpos(was, '  if jsonb_typeof(p_body) = ''object'' and ');
      ends int := strpos(was, '  if jsonb_typeof(p_body) = ''array'' then');
    begin
      if starts = 0 or ends < starts then
        raise exception 'fw.check_fields is not as expected';
      end if;
      execute replace(left(was, starts - 1) || substr(was, ends), 'fw.check_fields', 'public.look_part_by_part');
    end $$`);
});
afterAll(() => database.close());

const owned = <T extends Row>(text: string, values: unknown[] = []): Promise<T[]> =>
  asOwner(database, (tx) => tx.query<T>(text, values));

/** What the function says of a body: its problem, or that nothing is wrong. */
const said = (name: string, body: unknown, purpose: string): Promise<string> =>
  owned(`select ${name}($1, $2)`, [JSON.stringify(body), purpose]).then(
    () => 'fine',
    (error: Problem) => error.code as string,
  );

test('the first look lets in what looking part by part lets in, and nothing else', async () => {
  const code = fc.oneof(
    fc.constantFrom(...codes),
    fc.constantFrom('visa', 'asylum_seeker', 'no such code', 'ti', 'ar-SY', 'x', ''),
  );
  const value = fc.oneof(
    { weight: 4, arbitrary: code },
    { weight: 3, arbitrary: fc.array(code, { maxLength: 3 }) },
    fc.constantFrom(1, true, null, [null], [['visa']], [1]),
    fc.record({ code }),
    fc.array(fc.record({ code }), { minLength: 1, maxLength: 2 }),
  );
  const key = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...fields.map(({ field_id: id }) => id)) },
    fc.constantFrom('tags', 'visa_no', 'no_such_field'),
  );
  const purposes = [...new Set(fields.flatMap((field) => field.purposes)), 'of.no.field'];
  const met = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.dictionary(key, value, { maxKeys: 4 }),
        fc.array(fc.dictionary(key, value), { maxLength: 2 }),
        value,
      ),
      fc.constantFrom(...purposes),
      async (body, purpose) => {
        const slowly = await said('public.look_part_by_part', body, purpose);
        expect(await said('fw.check_fields', body, purpose)).toBe(slowly);
        met.add(slowly);
      },
    ),
    { numRuns: 600 },
  );
  expect([...met].sort()).toEqual(['fine', 'forbidden_attribute', 'unknown_field']);
});

test('events of one statement are looked at together: one that may not stand stops them all', async () => {
  const org = await addOrganisation(database);
  const put = (...bodies: object[]): Promise<string> =>
    owned(
      `insert into casework.event (event_id, op_id, kind, org_id, purpose_id, point_id, actor_id, at_device, body)
         select gen_random_uuid(), gen_random_uuid(), 'need_seen', $1, 'desk.visit', $1, $1, now(), b from jsonb_array_elements($2) b`,
      [org, JSON.stringify(bodies)],
    ).then(
      () => 'fine',
      (error: Problem) => error.code as string,
    );
  const fine = { code: 'food', how: 'said' };
  expect(await put(fine, {}, fine)).toBe('fine');
  for (const [wrong, what] of [
    [{ no_such_field: 'x' }, 'unknown_field'],
    [{ visa_no: 'x' }, 'forbidden_attribute'],
    [{ code: 'asylum_seeker' }, 'forbidden_attribute'],
    [{ code: { visa_no: 'x' } }, 'forbidden_attribute'],
  ] as const) {
    expect(await put(fine, wrong, fine)).toBe(what);
    expect(await put(wrong)).toBe(what);
  }
});
