import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkCard, checkList, checkPaper } from '../../../checks/print/jobs.ts';
import { loadLanguages } from '../../languages/catalogues.ts';
import { cardPaper, NotPrintable, openPrinter, type PaperWords, paperWords } from './index.ts';

let english: PaperWords;
let folder: string;

beforeAll(async () => {
  english = paperWords(loadLanguages())('en') as PaperWords;
  folder = await mkdtemp(join(tmpdir(), 'prints-'));
});
afterAll(() => rm(folder, { recursive: true }));

const refusal = async (made: Promise<unknown>): Promise<string> =>
  made.then(
    () => 'printed',
    (error: unknown) => (error instanceof NotPrintable ? error.why : String(error)),
  );

describe('the printer', () => {
  test('keeps prints of cards by their code, and never a list of places', async () => {
    const printer = openPrinter({ folder });
    try {
      const job = { form: 'leaflet', paper: checkPaper('en', english) } as const;
      const [first, same] = await Promise.all([printer.print(job), printer.print(job)]);
      expect(same).toBe(first);
      await printer.print({ form: 'wallet', list: checkList('en', english, 2) });
      expect(await readdir(folder)).toEqual(['210-en-3-leaflet.print']);

      const again = await printer.print(job);
      expect(again).toEqual(first);
      expect(again.content.subarray(0, 5).toString()).toBe('%PDF-');

      // Other words of the same version (a late check) are another print.
      const shown = checkCard('en');
      const late = cardPaper({
        shown: { ...shown, standing: { state: 'overdue', since: '2027-02-01' } },
        words: english,
        origin: 'https://wayhouse.example',
        today: 20_900,
      });
      const other = await printer.print({ form: 'leaflet', paper: late });
      expect(other.sha256).not.toBe(first.sha256);
      expect(await readdir(folder)).toHaveLength(1);
    } finally {
      await printer.close();
    }
  });

  test('takes off the disk what is no longer out, in every form', async () => {
    const printer = openPrinter({ folder });
    try {
      for (const form of ['leaflet', 'poster'] as const)
        await printer.print({ form, paper: checkPaper('en', english) });
      await writeFile(join(folder, '211-ar-1-pocket.print'), 'another card');
      await writeFile(join(folder, 'note.txt'), 'no print');
      const asked: string[][] = [];
      const out = (codes: readonly string[]): Promise<readonly string[]> => {
        asked.push(codes.toSorted());
        return Promise.resolve(codes.filter((code) => code !== '210-en-3'));
      };
      expect(await printer.clear(out)).toBe(2);
      expect(asked).toEqual([['210-en-3', '211-ar-1']]);
      expect((await readdir(folder)).toSorted()).toEqual(['211-ar-1-pocket.print', 'note.txt']);
      expect(await printer.clear(out)).toBe(0);
      expect(await openPrinter().clear(out)).toBe(0);
    } finally {
      await printer.close();
      await rm(join(folder, '211-ar-1-pocket.print'), { force: true });
      await rm(join(folder, 'note.txt'), { force: true });
    }
  });

  test('prints again what was damaged on disk', async () => {
    const printer = openPrinter({ folder });
    try {
      const job = { form: 'poster', paper: checkPaper('en', english) } as const;
      const first = await printer.print(job);
      const path = join(folder, '210-en-3-poster.print');
      const bytes = await readFile(path);
      bytes[bytes.length - 200] = (bytes[bytes.length - 200] ?? 0) ^ 1;
      await writeFile(path, bytes);
      expect((await printer.print(job)).sha256).toBe(first.sha256);
    } finally {
      await printer.close();
    }
  });

  test('lets the oldest go when the folder is full', async () => {
    const small = await mkdtemp(join(tmpdir(), 'prints-'));
    const printer = openPrinter({ folder: small, mostBytes: 45_000 });
    try {
      const paper = checkPaper('en', english);
      for (const form of ['leaflet', 'poster', 'large'] as const)
        await printer.print({ form, paper });
      const left = await readdir(small);
      expect(left).toContain('210-en-3-large.print');
      expect(left).not.toContain('210-en-3-leaflet.print');
    } finally {
      await printer.close();
      await rm(small, { recursive: true });
    }
  });

  test('refuses when too many wait, and when one takes too long, and goes on', async () => {
    const printer = openPrinter({ queue: 1, timeout: 1 });
    try {
      const job = (count: number) =>
        ({ form: 'wallet', list: checkList('en', english, count) }) as const;
      const reasons = await Promise.all(
        [1, 2, 3].map((count) => refusal(printer.print(job(count)))),
      );
      expect(reasons).toEqual(['too_slow', 'too_slow', 'busy']);
    } finally {
      await printer.close();
    }
    expect(
      await refusal(printer.print({ form: 'wallet', list: checkList('en', english, 1) })),
    ).toBe('busy');
  });

  test('says what is too long and which letters no font has', async () => {
    const printer = openPrinter();
    try {
      const paper = checkPaper('en', english);
      const long = { ...paper, answer: `${paper.answer} `.repeat(20) };
      await expect(printer.print({ form: 'pocket', paper: long })).rejects.toThrow(
        'Card 210-en-3 does not fit on a pocket card of 85 × 54 mm at 7 pt: its question with its answer is too long.',
      );
      await expect(printer.print({ form: 'leaflet', paper: long })).rejects.toThrow(
        /four A5 pages/,
      );
      await expect(
        printer.print({ form: 'poster', paper: { ...paper, answer: 'No 𒀀.' } }),
      ).rejects.toThrow('No font for printing has: 𒀀 (U+12000).');
    } finally {
      await printer.close();
    }
  });
});

describe('what stands on a print of a card', () => {
  const paperOf = (standing: ReturnType<typeof checkCard>['standing']) =>
    cardPaper({
      shown: { ...checkCard('en'), standing },
      words: english,
      origin: 'https://wayhouse.example',
      today: 20_779,
    });

  test('which card it is, until when, where to ask, and who says so', () => {
    const paper = paperOf({ state: 'current' });
    expect(paper.codeLine.replace(/[\u2066-\u2069]/g, '')).toBe(
      'Card 210 en, v3. Good until 1 February 2027.',
    );
    expect(paper.link).toBe('https://wayhouse.example/p/210-en-3');
    expect(paper.says.join(' ')).toContain('Checked on 1 November.');
    expect(paper.alsoIn).toContain('العربية');
    expect(paper.notices).toEqual([]);
  });

  test('a late check is said; what was withdrawn, replaced or has expired is never printed', () => {
    expect(paperOf({ state: 'overdue', since: '2026-11-01' }).notices).toEqual([
      'Not checked since 1 November. Ask first.',
    ]);
    for (const standing of [
      { state: 'withdrawn', why: 'not_true' },
      { state: 'replaced', by: 4 },
      { state: 'expired', on: '2026-11-01' },
    ] as const)
      expect(() => paperOf(standing)).toThrow(`Card 210-en-3 is ${standing.state}`);
  });
});
