/**
 * What bad input and large input do to the import, as a table. Exit code 1 when something breaks.
 *
 *   node checks/bad-input/run.ts [files] [megabytes] [services]      (10000, 100, 5000)
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import yazl from 'yazl';
import { freshDatabase, startTestCluster } from '../../src/database/testing.ts';
import { Problem } from '../../src/http/problem.ts';
import { checkStream } from '../../src/directory/import/check-file.ts';
import { hsdsStream } from '../../src/directory/import/hsds.ts';
import { importHsds, type ImportReport } from '../../src/directory/import/index.ts';
import { mutate, MUTATION_CLASSES } from '../../src/directory/import/mutations.ts';
import { inFolder, put } from '../../src/directory/import/testing.ts';
import { writeHsds11, writeHsds31, writeLong } from './packages.ts';

const [files = 10_000, megabytes = 100, services = 5_000] = process.argv.slice(2).map(Number);
const lines: [string, string, boolean][] = [];
const line = (what: string, result: string, good: boolean): void => {
  lines.push([what, result, good]);
  console.log(`${good ? 'ok  ' : 'BAD '} ${what.padEnd(52)} ${result}`);
};
const seconds = (began: number): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
const changes = ({ counts }: ImportReport): number =>
  counts.create + counts.update + counts.inactivate;

async function spoiltFiles(): Promise<void> {
  const began = performance.now();
  let broken = 0;
  let unexplained = 0;
  for (let seed = 0; seed < files; seed++) {
    const { name, bytes } = mutate(seed);
    const file = {
      name,
      size: bytes.length,
      async *open() {
        yield bytes;
      },
    };
    try {
      const { rows, findings } = await checkStream(
        await hsdsStream({ files: [file], close: async () => {} }),
        '2026-11-22',
      );
      for (const one of rows)
        if (
          'row' in one &&
          one.row.action === 'refused' &&
          one.row.findings.length + findings.length === 0
        )
          unexplained += 1;
    } catch (error) {
      if (error instanceof Problem) continue;
      broken += 1;
      console.error(`seed ${seed} (${MUTATION_CLASSES[seed % MUTATION_CLASSES.length]})`, error);
    }
  }
  line(
    `${files} spoilt files of ${MUTATION_CLASSES.length} kinds, read and checked`,
    `${broken} crashes, ${unexplained} refusals without a reason, ${seconds(began)}`,
    broken + unexplained === 0,
  );
}

/** Fifty spoilt files at a time as one folder, through the database. */
async function spoiltFolders(): Promise<void> {
  const database = await freshDatabase();
  const began = performance.now();
  let broken = 0;
  let folders = 0;
  try {
    for (let seed = 0; seed < Math.min(files, 5_000); seed += 50) {
      await inFolder(async (folder) => {
        for (let k = 0; k < 50; k++) {
          const { name, bytes } = mutate(seed + k);
          await put(folder, join(String(k), name), bytes);
        }
        folders += 1;
        try {
          await importHsds(database, {
            path: folder,
            source: `folder ${seed}`,
            mode: 'full',
            dryRun: seed % 100 === 0,
          });
        } catch (error) {
          if (error instanceof Problem && error.status < 500) return;
          broken += 1;
          console.error(`folder ${seed}`, error, (error as Error).cause);
        }
      });
    }
  } finally {
    await database.close();
  }
  line(
    `${folders} folders of 50 spoilt files, through the database`,
    `${broken} crashes, ${seconds(began)}`,
    broken === 0,
  );
}

async function largeFile(): Promise<void> {
  const database = await freshDatabase();
  try {
    await inFolder(async (folder) => {
      const path = await writeLong(folder, megabytes);
      global.gc?.();
      const before = process.memoryUsage().rss;
      let most = before;
      const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
      const began = performance.now();
      const report = await importHsds(database, {
        path,
        source: 'long',
        mode: 'full',
        dryRun: true,
      });
      clearInterval(watch);
      const grown = (most - before) / 1024 / 1024;
      line(
        `${megabytes} MB streamed, dry run`,
        `${report.counts.create} rows, ${seconds(began)}, memory +${grown.toFixed(0)} MB`,
        grown < 400 && report.state === 'checked',
      );
    });
  } finally {
    await database.close();
  }
}

async function zipBomb(): Promise<void> {
  const archive = new yazl.ZipFile();
  for (let i = 0; i < 20; i++)
    archive.addBuffer(Buffer.alloc(20 * 1024 * 1024, 0x61), `services${i}.csv`);
  archive.end();
  const parts: Buffer[] = [];
  for await (const part of archive.outputStream) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  const database = await freshDatabase();
  const began = performance.now();
  await inFolder(async (folder) => {
    const path = await put(folder, 'bomb.zip', bytes);
    const answer = await importHsds(database, { path, source: 'bomb', mode: 'full' }).catch(
      (error: unknown) => error,
    );
    const refused = answer instanceof Problem && answer.code === 'bad_input';
    line(
      `zip of ${(bytes.length / 1024).toFixed(0)} KB that holds 400 MB`,
      `${refused ? 'refused' : 'taken'}, ${seconds(began)}`,
      refused,
    );
  });
  await database.close();
}

async function packages(): Promise<void> {
  for (const [layout, make] of [
    ['3.1', writeHsds31],
    ['1.1', writeHsds11],
  ] as const) {
    const database = await freshDatabase();
    try {
      await inFolder(async (folder) => {
        const path = await make(folder, services);
        let began = performance.now();
        const first = await importHsds(database, { path, source: layout, mode: 'full' });
        const took = performance.now() - began;
        line(
          `${services} services in the ${layout} layout`,
          `${first.counts.create} rows, ${first.counts.refused} refused, ${seconds(began)}`,
          first.state === 'applied' && took <= 60_000 && first.counts.refused === 0,
        );
        began = performance.now();
        const second = await importHsds(database, { path, source: layout, mode: 'full' });
        line(
          `  the same again`,
          `${changes(second)} changes, ${seconds(began)}`,
          changes(second) === 0,
        );
        await rm(path, { recursive: true, force: true });
      });
    } finally {
      await database.close();
    }
  }
}

const cluster = await startTestCluster();
try {
  await spoiltFiles();
  await zipBomb();
  await packages();
  await largeFile();
  await spoiltFolders();
} finally {
  await cluster.stop();
}
process.exitCode = lines.every(([, , good]) => good) ? 0 : 1;
