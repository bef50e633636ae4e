/** `wayhouse rehearse order`: what obeying a court order for one person would produce, and what it could not. */
import type { Config } from '../config.ts';
import { openKeeper } from '../firewall/keeper/index.ts';
import { REHEARSAL, type Rehearsal, rehearseOrder } from '../firewall/rehearsal/index.ts';
import { openKeyHouse } from './open-keys.ts';

export type RehearseOptions = { code?: string; subject?: string; json?: boolean };

/** Prints it. Names and notes are in the answer: read it where nobody looks over your shoulder. */
export async function rehearse(config: Config, options: RehearseOptions): Promise<void> {
  const house = await openKeyHouse(config);
  try {
    const keeper = await openKeeper({
      keys: house.keys,
      keystore: house.keystore,
      // Beside a running program: its ticket key stays the one in force, so these tickets open no transaction.
      putMacKey: async () => 1,
      mayIssue: async (act) =>
        act.kind === 'job' && act.route === REHEARSAL.route && act.purpose === REHEARSAL.purpose
          ? { may: true }
          : { may: false, problem: 'not_allowed', detail: 'Only the rehearsal of an order.' },
      opensPerHour: config.opensPerHour,
      alarm: () => {},
    });
    try {
      const { code, subject } = options;
      const rehearsal = await rehearseOrder(
        {
          database: house.main,
          keys: house.keys,
          keeper,
          backupFolder: config.backupFolder,
          now: Date.now(),
        },
        { ...(code === undefined ? {} : { code }), ...(subject === undefined ? {} : { subject }) },
      );
      process.stdout.write(
        options.json ? `${JSON.stringify(rehearsal, null, 2)}\n` : asText(rehearsal),
      );
    } finally {
      await keeper.close();
    }
  } finally {
    await house.close();
  }
}

/** The same as lines to read. */
export function asText(rehearsal: Rehearsal): string {
  const lines = [
    'REHEARSAL OF AN ORDER FOR ONE PERSON',
    `asked for   ${rehearsal.asked}`,
    `rehearsed   ${rehearsal.rehearsed_at}`,
    `searched    ${rehearsal.tables_searched} tables, the keys database, the backups`,
    '',
  ];
  if (rehearsal.produced.length === 0)
    lines.push('What was asked for leads to nobody here: there is nothing to produce.', '');
  for (const { organisation, subject, rows, more, tickets, erased } of rehearsal.produced) {
    lines.push(
      `THE NODE COULD PRODUCE, of ${organisation} (${rows.length} rows)`,
      `  her token there: ${subject}${erased ? ' — erased: a tombstone stands' : ''}`,
    );
    for (const row of rows) {
      lines.push(`  ${row.table} (by ${row.through})`);
      for (const [name, value] of Object.entries(row.values))
        lines.push(`    ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
      for (const [column, text] of Object.entries(row.opened))
        lines.push(`    ${column}, OPENED: ${text}`);
      for (const [column, why] of Object.entries(row.closed))
        lines.push(`    ${column}, closed: ${why}`);
    }
    for (const [table, n] of Object.entries(more)) lines.push(`  … of ${n} rows of ${table}`);
    lines.push(`  ${tickets} lines of the keeper's ledger, kept ten minutes`, '');
  }
  lines.push(
    `ALSO: ${rehearsal.demands} demands in the register, whose sealed text may name anybody;`,
    `      ${rehearsal.backups.length} files of backups, readable with three recovery shares: ${rehearsal.backups.join(', ') || 'none'}`,
    '',
    'IT COULD NOT PRODUCE',
  );
  for (const { what, why, seen } of rehearsal.cannot)
    lines.push(`  ${what}`, `    because ${why}`, `    seen: ${seen}`);
  return `${lines.join('\n')}\n`;
}
