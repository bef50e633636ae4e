/**
 * Runs the row-security linter splinter (supabase/splinter, which states no licence and so is not in this tree) over the
 * migrated database: `node checks/splinter.ts <path of its splinter.sql>`. Prints counts by level and rule; ends with 1 on an ERROR.
 * Its rules ask for the schemas that an API shows; ours shows all, so all guarded schemas are named to it.
 */
import { readFile } from 'node:fs/promises';
import { freshDatabase, startTestCluster } from '../src/database/testing.ts';
import { GUARDED } from '../src/firewall/catalogue/rules.ts';

const path = process.argv[2];
if (!path) throw new Error('say where splinter.sql is');
const cluster = await startTestCluster();
const database = await freshDatabase();
const client = await database.borrow('migrate');
// What it expects of its own platform: roles and a schema that do not exist here.
await client.query(
  `create role anon nologin; create role authenticated nologin; create schema auth; create table auth.users (id uuid primary key)`,
);
await client.query(`select set_config('pgrst.db_schemas', $1, false)`, [
  [...GUARDED, 'fw', 'audit'].join(','),
]);
const sql = (await readFile(path, 'utf8')).replace(/^set local [^;]*;/gim, '');
const { rows } = await client.query<{
  name: string;
  level: string;
  detail: string;
  metadata: { schema?: string };
}>(sql);
const counts = new Map<string, string[]>();
for (const { name, level, detail } of rows) {
  if (/\bauth\b.*\busers\b|directory/.test(detail) && !/directory_sealed/.test(detail)) continue;
  const key = `${level} ${name}`;
  counts.set(key, [...(counts.get(key) ?? []), detail]);
}
for (const [key, details] of [...counts].sort())
  process.stdout.write(`${key}: ${details.length}, such as: ${details[0]}\n`);
process.stdout.write(`${rows.filter(({ level }) => level === 'ERROR').length} ERROR\n`);
process.exitCode = [...counts.keys()].some((key) => key.startsWith('ERROR')) ? 1 : 0;
client.release();
await database.close();
await cluster.stop();
