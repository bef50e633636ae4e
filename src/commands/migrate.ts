import type { Config } from '../config.ts';
import { migrate } from '../database/migrate.ts';
import { openConfigured } from '../database/open.ts';

/** Opens the database, applies what is missing, says what it did. */
export async function migrateOnce(config: Config): Promise<void> {
  const opened = await openConfigured(config);
  try {
    const applied = await migrate(opened.database, (name) =>
      process.stdout.write(`applied ${name}\n`),
    );
    process.stdout.write(
      applied.length ? `${applied.length} migrations applied\n` : 'nothing to do\n',
    );
  } finally {
    await opened.close();
  }
}
