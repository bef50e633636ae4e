import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkList, checkPaper } from '../../../checks/print/jobs.ts';
import { letters, readPdf } from '../../../checks/print/read-back.ts';
import { loadLanguages } from '../../languages/catalogues.ts';
import { openPrinter, type PaperWords, paperWords, type PrintJob, type Printer } from './index.ts';

let english: PaperWords;
let printer: Printer;
beforeAll(() => {
  english = paperWords(loadLanguages())('en') as PaperWords;
  printer = openPrinter();
});
afterAll(() => printer.close());

const MORE = ['', 'More answers (1)', 'More answers (2)', 'More answers (3)'];
const setOf = (answers: readonly string[], places = 1): PrintJob & { form: 'set' } => {
  const paper = checkPaper('en', english);
  return {
    form: 'set',
    of: '10-en',
    title: 'Harbour',
    publisher: 'Red Cross of Selmora',
    more: MORE,
    parts: [
      ...answers.map((answer, n) => ({
        form: 'poster' as const,
        paper: { ...paper, answer, code: `${210 + n}-en-3` },
      })),
      { form: 'wallet', list: checkList('en', english, places) },
    ],
  };
};
const read = async (job: PrintJob): Promise<string> =>
  letters(
    readPdf((await printer.print(job)).content)
      .pages.map(({ text }) => text)
      .join(''),
  );

test('a card that cannot stand on paper is left out, and the list says that there are more', async () => {
  const whole = setOf(['Go to the clinic.', 'No 𒀀.', 'It is too long. '.repeat(300)]);
  const text = await read(whole);
  expect(text).toContain(letters('Go to the clinic.'));
  expect(text).toContain(letters(MORE[2] ?? ''));
  expect(text).not.toContain(letters('It is too long.'));
  expect(await read(setOf(['Go to the clinic.']))).not.toContain(letters('More answers'));
  expect(await read(setOf(['No 𒀀.']))).toContain(letters(MORE[1] ?? ''));
});

test('a place that cannot stand on paper is left out, the others stay', async () => {
  const job = setOf(['Go to the clinic.'], 2);
  const parts = job.parts.map((part) =>
    part.form === 'wallet'
      ? {
          ...part,
          list: {
            ...part.list,
            places: part.list.places.map((place, n) => (n ? { ...place, name: 'House 𒀀' } : place)),
          },
        }
      : part,
  );
  const text = await read({ ...job, parts });
  const [first] = checkList('en', english, 2).places;
  expect(text).toContain(letters(first?.name ?? '-'));
  expect(text).not.toContain(letters('House'));
});

test('a set is laid out once, and anew when its words change or one of its cards is no longer out', async () => {
  const job = setOf(['One.', 'Two.']);
  const first = await printer.print(job);
  expect(await printer.print(structuredClone(job))).toBe(first);
  expect(await printer.clear(async (codes) => codes)).toBe(0);
  expect(await printer.print(job)).toBe(first);
  const asked: string[] = [];
  const out = async (codes: readonly string[]): Promise<readonly string[]> => {
    asked.push(...codes);
    return codes.filter((code) => code !== '211-en-3');
  };
  expect(await printer.clear(out)).toBe(1);
  expect(asked.toSorted()).toEqual(['210-en-3', '211-en-3']);
  const anew = await printer.print(job);
  expect(anew).not.toBe(first);
  expect((await printer.print(setOf(['One.', 'Three.']))).sha256).not.toBe(anew.sha256);
});
