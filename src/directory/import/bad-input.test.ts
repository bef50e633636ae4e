import { afterAll, beforeAll, expect, test } from 'vitest';
import yazl from 'yazl';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { Problem } from '../../http/problem.ts';
import { checkStream } from './check-file.ts';
import { hsdsStream } from './hsds.ts';
import { importHsds } from './index.ts';
import { type Mutated, mutate, MUTATION_CLASSES } from './mutations.ts';
import { inFolder, put } from './testing.ts';

/** Ten of each kind; `checks/bad-input/run.ts` goes on to ten thousand. */
const FILES = 10 * MUTATION_CLASSES.length;
let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

/** What an import makes of a file before the database sees it; a Problem is an answer too. */
async function check({ name, bytes }: Mutated): Promise<'read' | 'refused'> {
  const file = {
    name,
    size: bytes.length,
    async *open() {
      for (let i = 0; i < bytes.length; i += 4_096) yield bytes.subarray(i, i + 4_096);
    },
  };
  try {
    const { rows, findings } = await checkStream(
      await hsdsStream({ files: [file], close: async () => {} }),
      '2026-11-22',
    );
    for (const one of rows) {
      if ('broken' in one) expect(one.broken.length).toBeGreaterThan(10);
      else {
        // PostgreSQL takes no NUL and no half of a surrogate pair.
        const text = JSON.stringify(one.row);
        expect(text).not.toMatch(/\\u0000|\\ud[89ab]|\\ud[c-f]/);
        if (one.row.action === 'refused')
          expect(one.row.findings.length + findings.length).toBeGreaterThan(0);
      }
    }
    expect(JSON.stringify([rows, findings])).not.toContain('CANARY');
    return 'read';
  } catch (error) {
    if (error instanceof Problem) return 'refused';
    throw error;
  }
}

test(`${FILES} spoilt files of ${MUTATION_CLASSES.length} kinds: never a crash, always a reason`, async () => {
  expect(MUTATION_CLASSES.length).toBeGreaterThanOrEqual(50);
  const outcomes = { read: 0, refused: 0 };
  for (let seed = 0; seed < FILES; seed++) {
    const file = mutate(seed);
    try {
      outcomes[await check(file)] += 1;
    } catch (error) {
      throw new Error(`seed ${seed} (${MUTATION_CLASSES[seed % MUTATION_CLASSES.length]})`, {
        cause: error,
      });
    }
  }
  console.log(
    `spoilt files: ${outcomes.read} read row by row, ${outcomes.refused} refused as a whole`,
  );
}, 120_000);

test('one of each kind goes through the database as well, and only good rows stay', async () => {
  for (let seed = 0; seed < MUTATION_CLASSES.length; seed++) {
    await inFolder(async (folder) => {
      const { name, bytes } = mutate(seed);
      const path = await put(folder, name, bytes);
      try {
        const report = await importHsds(database, { path, source: `kind ${seed}`, mode: 'full' });
        expect(['applied', 'failed', 'waiting']).toContain(report.state);
      } catch (error) {
        if (!(error instanceof Problem))
          throw new Error(`seed ${seed} (${MUTATION_CLASSES[seed]})`, { cause: error });
        // A refused file is a problem of the file, never of the database.
        expect(['bad_input', 'unsupported', 'too_large', 'not_found'], `seed ${seed}`).toContain(
          error.code,
        );
      }
    });
  }
}, 120_000);

function zip(files: Record<string, Uint8Array>): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const [name, bytes] of Object.entries(files)) archive.addBuffer(Buffer.from(bytes), name);
  archive.end();
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    archive.outputStream
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => resolve(Buffer.concat(parts)))
      .on('error', reject);
  });
}

test('a zip that unpacks to more than a hundred times its size is refused before it is unpacked', async () => {
  await inFolder(async (folder) => {
    const path = await put(
      folder,
      'bomb.zip',
      await zip({ 'services.csv': new Uint8Array(30 * 1024 * 1024).fill(0x61) }),
    );
    await expect(
      importHsds(database, { path, source: 'bomb', mode: 'full' }),
    ).rejects.toMatchObject({ code: 'bad_input', detail: expect.stringContaining('100 times') });
  });
});

test.each([
  [
    'a damaged zip',
    async () =>
      (await zip({ 'services.csv': new TextEncoder().encode('id,name\n1,a\n') })).subarray(0, 60),
    'bad_input',
  ],
  ['a zip of nothing readable', () => zip({ 'photo.jpg': new Uint8Array(10) }), 'unsupported'],
  [
    'a table that HSDS does not know',
    () => zip({ 'gadgets.csv': new TextEncoder().encode('a,b\n1,2\n') }),
    'unsupported',
  ],
])('%s is refused with a reason', async (_name, make, code) => {
  await inFolder(async (folder) => {
    const path = await put(folder, 'package.zip', await make());
    await expect(importHsds(database, { path, source: 'zip', mode: 'full' })).rejects.toMatchObject(
      { code },
    );
  });
});

test('a path that is not there is named without the folders above it', async () => {
  await expect(
    importHsds(database, { path: '/some/where/else/services.json', source: 'x', mode: 'full' }),
  ).rejects.toMatchObject({ code: 'not_found', detail: expect.not.stringContaining('/some') });
});
