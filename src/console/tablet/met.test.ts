import { expect, test } from 'vitest';
import { haveWeMet } from './met.ts';
import { endQuestion, keepQuestion, openQuestion } from './met-question.ts';
import { openMemoryDesk } from './store/memory-desk.ts';

const POINT = '018f0000-0000-7000-8000-000000000001';
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const people = [
  { subject: id(1), name: 'Fatima Zahra Ben Youssef', birth_year: 1994, age_band: '18-59' },
  { subject: id(2), name: 'Teklehaimanot Gebreselassie' },
  { subject: id(3), name: 'فاطمة الزهراء بن يوسف', birth_year: 1994, no_link: true },
  { subject: id(4) },
];
const desk = openMemoryDesk({ people, online: 'no' });
const ask = (name: string, not: string | null = null) =>
  haveWeMet(desk, {
    point: POINT,
    offered: { name, birth_year: 1994, wantsSlip: true },
    not,
  });

test('without a network the names of this tablet are compared, in any script, and it says that no more was asked', async () => {
  const { people: found, asked } = await ask('فاطمة الزهراء بن يوسف');
  expect(asked).toBe(false);
  expect(found).toEqual([
    {
      subject: id(1),
      name: 'Fatima Zahra Ben Youssef',
      age_band: '18-59',
      month: expect.stringMatching(/^\d{4}-\d\d$/) as string,
    },
  ]);
});

test('nobody is shown to herself, nor who would rather start new, nor who is called otherwise', async () => {
  expect((await ask('فاطمة الزهراء بن يوسف', id(1))).people).toEqual([]);
  expect((await ask('Olha Kovalenko')).people).toEqual([]);
  expect((await ask('…')).people).toEqual([]);
});

test('a question belongs to one visit of one desk, until it is answered', () => {
  const question = {
    visit_id: id(9),
    offered: { name: 'Fatima', wantsSlip: false },
    found: { people: [], asked: true },
  };
  keepQuestion(desk, question);
  expect(openQuestion(desk, id(9))).toBe(question);
  expect(openQuestion(desk, id(8))).toBeUndefined();
  expect(openQuestion(openMemoryDesk(), id(9))).toBeUndefined();
  endQuestion(desk);
  expect(openQuestion(desk, id(9))).toBeUndefined();
});
