import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { act } from '../firewall/index.ts';
import { addKit, listKits, nameKit, openKits, reportKit, withdrawKit } from './kit-store.ts';
import {
  copyCode,
  isCopy,
  type KitReport,
  readReportLine,
  reportLine,
  sessionSteps,
  shownCount,
  shownShare,
  spreadOf,
} from './kits.ts';
import { acting } from './store.ts';
import { ORG, publishedCard, worker } from './testing.ts';

const copies = fc.integer({ min: 0, max: 99_999_999 }).map(copyCode);
const share = fc
  .tuple(fc.nat(1600), fc.nat(1600))
  .map(([a, b]) => ({ right: Math.min(a, b), asked: Math.max(a, b) }));
const reports: fc.Arbitrary<KitReport> = fc
  .record(
    {
      kit: fc.integer({ min: 10, max: 99_999 }),
      version: fc.integer({ min: 1, max: 9999 }),
      copy: copies,
      parent: copies,
      number: fc.integer({ min: 1, max: 999 }),
      sessions: fc.integer({ min: 1, max: 60 }),
      people: fc.nat(200),
      answer: share,
      step: share,
    },
    {
      requiredKeys: ['kit', 'version', 'copy', 'number', 'sessions', 'people', 'answer', 'step'],
    },
  )
  // "0" says that there is none.
  .filter(({ copy, parent }) => copy !== parent && Number(parent ?? 1) !== 0);

describe('a line', () => {
  it('says every report and nothing else, whatever stands between its numbers', () => {
    fc.assert(
      fc.property(reports, fc.constantFrom(' ', '  ', ', ', '/', '\n'), (report, between) => {
        const line = reportLine(report);
        expect(line).toMatch(/^KIT( \d+){11}$/);
        expect(readReportLine(line.replaceAll(' ', between))).toEqual(report);
        expect(readReportLine(line.slice(4))).toEqual(report);
      }),
    );
  });

  it('is refused with a wrong digit in a copy, a number too many, more right than asked, or words', () => {
    const line = `KIT 10 1 ${copyCode(12_345_678)} 0 1 1 14 12 14 10 14`;
    expect(readReportLine(line)).toBeDefined();
    for (const wrong of [
      line.replace('12345678', '12345687'),
      `${line} 3`,
      line.replace('12 14 10', '15 14 10'),
      line.replace(' 14 12', ' 201 12'),
      `${line} Ali`,
      line.replace(' 0 1 1', ` ${copyCode(12_345_678)} 1 1`),
      '',
    ])
      expect(readReportLine(wrong), wrong).toBeUndefined();
  });
});

it('leads from the welcome through every card and its two questions to the next facilitator', () => {
  const steps = sessionSteps(2).map((step) =>
    'card' in step ? `${step.do} ${step.card}` : step.do,
  );
  expect(steps).toEqual([
    'welcome',
    'read 0',
    'ask 0',
    'ask 0',
    'read 1',
    'ask 1',
    'ask 1',
    'close',
    'next',
  ]);
});

describe('the spread', () => {
  it('counts a chain as long as it is, in any order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.infiniteStream(fc.nat()), (length, keys) => {
        const edges = Array.from({ length }, (_, n) =>
          n === 0
            ? { copy: copyCode(n), at: keys.next().value }
            : { copy: copyCode(n), parent: copyCode(n - 1), at: keys.next().value },
        ).sort((a, b) => Number(a.at) - Number(b.at));
        expect(spreadOf(edges)).toEqual({ copies: length, generations: length });
      }),
    );
  });

  it('knows a copy that never reported by those that came from it, and ends in a circle', () => {
    const [a, b, c] = [1, 2, 3].map(copyCode) as [string, string, string];
    expect(spreadOf([])).toEqual({ copies: 0, generations: 0 });
    expect(
      spreadOf([
        { copy: b, parent: a },
        { copy: c, parent: a },
      ]),
    ).toEqual({ copies: 3, generations: 2 });
    expect(
      spreadOf([
        { copy: a, parent: b },
        { copy: b, parent: a },
      ]).copies,
    ).toBe(2);
  });

  it('shows no count below ten', () => {
    expect([9, 10].map(shownCount)).toEqual([undefined, 10]);
    expect(shownShare({ right: 9, asked: 9 })).toBeUndefined();
    expect(shownShare({ right: 9, asked: 12 })).toBe(75);
  });
});

it('makes numbers of copies that a slip of the hand does not turn into another', () => {
  fc.assert(
    fc.property(copies, fc.nat(8), fc.integer({ min: 1, max: 9 }), (copy, at, by) => {
      expect(isCopy(copy)).toBe(true);
      const digits = [...copy];
      digits[at] = String((Number(digits[at]) + by) % 10);
      expect(isCopy(digits.join(''))).toBe(false);
    }),
  );
});

describe('in the database', () => {
  let database: Database;
  let cards: number[];
  beforeAll(async () => {
    database = await freshDatabase();
    cards = [await publishedCard(database), await publishedCard(database)];
  });
  afterAll(() => database.close());
  const make = (own = cards, editor = worker()) =>
    addKit(database, editor, {
      territory: 'XW',
      title: { en: 'Doctors' },
      cards: own,
      minutes: 30,
    });
  const report = (kit: number, changes: Partial<KitReport> = {}): KitReport => ({
    kit,
    version: 1,
    copy: copyCode(7),
    number: 1,
    sessions: 1,
    people: 14,
    answer: { right: 12, asked: 14 },
    step: { right: 10, asked: 14 },
    ...changes,
  });
  const counted = async (kit: number) =>
    (await listKits(database, worker())).find(({ code }) => code === kit);

  it('keeps kits of known cards in their order, named in languages, and takes them down for good', async () => {
    const code = await make([cards[1] as number, cards[0] as number]);
    await nameKit(database, worker(), code, 'fr', 'Médecins');
    const shelf = openKits(database, Date.now);
    expect(await shelf.list()).toEqual([
      {
        code,
        territory: 'XW',
        title: { en: 'Doctors', fr: 'Médecins' },
        cards: cards.toReversed(),
        minutes: 30,
        version: 2,
      },
    ]);
    const field = { code: 'bad_input', errors: [{ field: 'cards' }] };
    await expect(make([9_999_999])).rejects.toMatchObject(field);
    await expect(make([cards[0] as number, cards[0] as number])).rejects.toMatchObject(field);
    const stranger = worker('00000000-0000-7000-8000-0000000000b2');
    await expect(withdrawKit(database, stranger, code)).rejects.toMatchObject({
      code: 'not_found',
    });
    await withdrawKit(database, worker(), code);
    expect(await openKits(database, Date.now).list()).toEqual([]);
    await expect(nameKit(database, worker(), code, 'en', 'Again')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('counts a report once, and none of a kit or version that never was', async () => {
    const kit = await make();
    expect(await reportKit(database, report(kit))).toBe(true);
    expect(await reportKit(database, report(kit, { people: 15 }))).toBe(true);
    expect(await reportKit(database, report(kit, { copy: copyCode(8), parent: copyCode(7) }))).toBe(
      true,
    );
    expect(await reportKit(database, report(99_999))).toBe(false);
    expect(await reportKit(database, report(kit, { version: 2, number: 2 }))).toBe(false);
    expect(await counted(kit)).toMatchObject({
      sessions: 2,
      people: 28,
      answer: { right: 24, asked: 28 },
      step: { right: 20, asked: 28 },
      spread: { copies: 2, generations: 2 },
    });
  });

  it('counts no more than 200 reports of a kit in a month', async () => {
    const kit = await make();
    for (let number = 1; number <= 203; number++)
      await reportKit(database, report(kit, { number }));
    expect((await counted(kit))?.sessions).toBe(200);
  });

  it('lets nobody write a report past the function, read one in public, or change whose a kit is', async () => {
    const kit = await make();
    const insert = `insert into guidance.kit_report (id, kit, version, copy_code, sessions, people, answer_right, answer_asked, step_right, step_asked)
      values (gen_random_uuid(), ${String(kit)}, 1, '000000017', 1, 1, 0, 0, 0, 0)`;
    const asPublic = { role: 'app_public', actor: 'public', purpose: 'guidance' } as const;
    const editor = acting(worker(ORG));
    for (const [who, sql] of [
      [asPublic, insert],
      [asPublic, 'select from guidance.kit_report'],
      [asPublic, 'select from guidance.kit'],
      [editor, insert],
      [editor, 'update guidance.kit_report set people = 0'],
      [editor, 'delete from guidance.kit_report'],
      [editor, `update guidance.kit set org_id = gen_random_uuid() where code = ${String(kit)}`],
      [editor, `update guidance.kit set cards = '{1}' where code = ${String(kit)}`],
    ] as const)
      await expect(
        act(database, who, (tx) => tx.query(sql)),
        sql,
      ).rejects.toMatchObject({
        code: 'not_allowed',
      });
  });

  it('has columns for counts alone: no words, no day, no place', async () => {
    const columns = await act(database, acting(worker()), (tx) =>
      tx.query<{ name: string; type: string }>(
        `select attname name, atttypid::regtype::text type from pg_attribute where attrelid = 'guidance.kit_report'::regclass and attnum > 0 order by attnum`,
      ),
    );
    expect(columns.filter(({ type }) => type === 'text').map(({ name }) => name)).toEqual([
      'copy_code',
      'parent_code',
    ]);
    const days = await act(database, acting(worker()), (tx) =>
      tx.query<{ day: number }>(
        'select distinct extract(day from month)::int as day from guidance.kit_report',
      ),
    );
    expect(days).toEqual([{ day: 1 }]);
  });
});
