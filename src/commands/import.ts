/** `wayhouse import …`: services from files, with a report that says what became of every row. */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { openHouse } from '../app.ts';
import type { Config } from '../config.ts';
import {
  importHsds,
  importMapped,
  type ImportProgress,
  type ImportReport,
  undoImport,
  writeErrorsCsv,
} from '../directory/index.ts';
import { Problem } from '../http/problem.ts';
import type { ImportOptions, MappedOptions } from './options.ts';
import { progressLine } from './progress.ts';
import { scannerOf } from './scanned-file.ts';

const STEPS: Record<ImportProgress['step'], string> = {
  survey: 'looking at columns',
  read: 'reading',
  fold: 'putting together',
  links: 'following links',
  plan: 'comparing with what is there',
  write: 'writing',
};

type Shared = Pick<
  Parameters<typeof importHsds>[1],
  | 'source'
  | 'mode'
  | 'dryRun'
  | 'confirmWithdrawals'
  | 'country'
  | 'timeZone'
  | 'language'
  | 'onProgress'
  | 'scan'
>;

function shared(
  config: Config,
  options: ImportOptions,
  onProgress: (progress: ImportProgress) => void,
): Shared {
  return {
    source: options.source,
    mode: options.mode,
    country: options.country ?? config.territory,
    onProgress,
    scan: scannerOf(config),
    ...(options.timeZone ? { timeZone: options.timeZone } : {}),
    ...(options.language ? { language: options.language } : {}),
    ...(options.dryRun ? { dryRun: true } : {}),
    ...(options.confirmWithdrawals ? { confirmWithdrawals: true } : {}),
  };
}

export async function importHsdsFile(
  config: Config,
  path: string,
  options: ImportOptions,
): Promise<void> {
  await running(config, options, (database, onProgress) =>
    importHsds(database, {
      ...(/^https:\/\//i.test(path) ? { url: path } : { path }),
      ...shared(config, options, onProgress),
    }),
  );
}

export async function importMappedFile(
  config: Config,
  file: string,
  options: MappedOptions,
): Promise<void> {
  const also = (options.also ?? []).map((entry) => {
    const at = entry.indexOf('=');
    if (at < 1)
      throw new Problem('bad_input', {
        field: 'also',
        detail: `--also must be language=file, such as ar=services.ar.json; got "${entry}".`,
      });
    return { language: entry.slice(0, at), path: entry.slice(at + 1) };
  });
  await running(config, options, (database, onProgress) =>
    importMapped(database, {
      files: [file, ...also],
      map: options.map,
      ...shared(config, options, onProgress),
    }),
  );
}

export async function undo(config: Config, batch: string): Promise<void> {
  const house = await openHouse(config);
  try {
    const { restored, removed, closed, kept } = await undoImport(house.database, batch);
    process.stdout.write(
      `Taken back: ${restored} rows are as they were before, ${removed} are gone, ${closed} are closed because others refer to them, ${kept} were edited since and stay.\n`,
    );
  } finally {
    await house.close();
  }
}

async function running(
  config: Config,
  options: ImportOptions,
  work: (
    database: Parameters<typeof importHsds>[0],
    onProgress: (progress: ImportProgress) => void,
  ) => Promise<ImportReport>,
): Promise<void> {
  const house = await openHouse(config);
  const line = progressLine();
  try {
    const report = await work(house.database, ({ step, rows, bytes, bytesInAll }) => {
      line.show(
        `${STEPS[step]} … ${rows} rows${bytesInAll ? `, ${Math.round((bytes / bytesInAll) * 100)} %` : ''}`,
      );
    });
    line.clear();
    process.stdout.write(reportText(report));
    if (options.errors) {
      const file = createWriteStream(options.errors);
      await writeErrorsCsv(report, file);
      file.end();
      await finished(file);
      process.stdout.write(`Every finding is in ${options.errors}.\n`);
    }
    if (report.state === 'waiting' || report.state === 'failed') process.exitCode = 3;
  } finally {
    line.clear();
    await house.close();
  }
}

const HEADLINES: Record<ImportReport['state'], string> = {
  applied: 'Imported.',
  checked: 'Checked only: nothing was changed.',
  waiting:
    'Waiting: so many records would become inactive that a second person has to confirm (--confirm-withdrawals). Nothing was changed.',
  failed: 'The file could not be read to its end. Nothing was changed.',
};
const MOST_SHOWN = 15;

/** The report in plain words, the most important first. */
export function reportText(report: ImportReport): string {
  const lines = [HEADLINES[report.state]];
  if (report.batchId)
    lines.push(`Batch ${report.batchId} (wayhouse import undo ${report.batchId} takes it back)`);
  lines.push(
    '',
    'what                     read  created  updated  unchanged  inactive  held back  refused',
  );
  for (const [entity, n] of Object.entries(report.perEntity)) {
    lines.push(
      `${entity.padEnd(22)} ${[n.read, n.create, n.update, n.unchanged, n.inactivate, n.held, n.refused].map((value, i) => String(value).padStart([6, 9, 9, 11, 10, 11, 9][i] ?? 8)).join('')}`,
    );
  }
  if (report.refusedColumns.length) {
    lines.push(
      '',
      'Columns about immigration status, registration or nationality: never taken in (FIRE-02)',
    );
    for (const { column, nonBlank, concept } of report.refusedColumns)
      lines.push(`  ${column}: ${nonBlank} cells, ${concept}`);
  }
  const found = Object.entries(report.findingCounts);
  if (found.length) {
    lines.push('', 'Findings');
    for (const [code, count] of found) lines.push(`  ${code}: ${count}`);
    for (const { row, entity, column, sentence, suggestion } of report.findings.slice(
      0,
      MOST_SHOWN,
    )) {
      const where = [row === undefined ? '' : `line ${row}`, entity, column]
        .filter(Boolean)
        .join(', ');
      lines.push(
        `  - ${where ? `${where}: ` : ''}${sentence}${suggestion ? ` ${suggestion}` : ''}`,
      );
    }
    if (report.findings.length > MOST_SHOWN)
      lines.push(`  … and ${report.findings.length - MOST_SHOWN} more (--errors FILE writes all)`);
  }
  return `${lines.join('\n')}\n`;
}
