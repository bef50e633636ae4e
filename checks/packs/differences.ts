/**
 * What a phone loads when 2 % of the country have changed in a day (chapter 10, section 3.7: at most 40 kB), and when only
 * the day has: 4 services open at other hours, 3 are described anew, 2 answer other facts, 1 closes and 1 opens,
 * 2 cards are given out anew. Beside it the same pack by zstd with the older one as its dictionary, as
 * RFC 9842 (`dcz`) would send it to browsers that know that.
 *   node checks/packs/differences.ts [services] [cards] [languages, with commas between]
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { asOwner } from '../../src/firewall/context/testing.ts';
import { makeDifference } from '../../src/directory/packs/make-difference.ts';
import type { PackChanges, PackList } from '../../src/directory/packs/index.ts';
import { applyDifference } from '../../src/finder/index.ts';
import { type Country, openCountry } from './country.ts';

const [services = '500', cards = '100', wanted] = process.argv.slice(2);
const LIMIT = 40_000;
const DAY_MS = 86_400_000;
const SHARE = 0.02;

type Counts = { hours: number; words: number; facts: number };

/** 2 % of the services, in the proportion that the head of this file names; the last one closes and another opens. */
async function change(
  { database, cards: codes, rewrite }: Country,
  listed: number,
): Promise<Counts> {
  const many = Math.round(listed * SHARE) + 1;
  const [hours, words] = [Math.round(many * 0.4), Math.round(many * 0.3)];
  await asOwner(database, async (tx) => {
    const rows = await tx.query<{ id: string; service_id: string }>(
      `select id, service_id from directory.service_at_location where lifecycle = 'listed'
       order by md5(code) limit $1`,
      [many],
    );
    const both = (from: number, to: number): string[] =>
      rows.slice(from, to).flatMap(({ id, service_id }) => [id, service_id]);
    await tx.query(
      `update directory.schedule set opens_at = opens_at + case when opens_at < closes_at then 30 else -30 end
       where opens_at between 30 and 1400 and (service_id = any($1::uuid[]) or service_at_location_id = any($1::uuid[]))`,
      [both(0, hours)],
    );
    await tx.query(
      `update directory.service set last_modified = now(),
         description = coalesce(description, '') || ' From Monday the door on the side of the harbour is open.'
       where id = any($1::uuid[])`,
      [both(hours, hours + words)],
    );
    await tx.query(
      `update directory.fact set value = 3 - value, checked_on = current_date
       where value in (1, 2) and subject_id = any($1::uuid[])`,
      [both(hours + words, many - 1)],
    );
    const [last] = rows.slice(-1);
    await tx.query(
      `update directory.service_at_location set lifecycle = 'listed' where id =
         (select id from directory.service_at_location where lifecycle = 'closed' order by md5(code) limit 1)`,
    );
    await tx.query(`update directory.service_at_location set lifecycle = 'closed' where id = $1`, [
      last?.id,
    ]);
  });
  for (let n = 0; n < Math.round(codes.length * SHARE); n++)
    await rewrite(n * 41, 'Bring a friend who speaks for you');
  return { hours, words, facts: many - 1 - hours - words };
}

const bytesFrom = async (folder: string, lang: string, id: string): Promise<number> => {
  const text = await readFile(join(folder, `XW-${lang}.changes.json`), 'utf8');
  return (JSON.parse(text) as PackChanges).from[id] ?? Number.NaN;
};
const contents = async (folder: string, { packs }: PackList): Promise<Buffer[]> =>
  Promise.all(packs.map(({ file }) => readFile(join(folder, file))));

const country = await openCountry(Number(services), Number(cards));
let failed = false;
try {
  const langs = wanted?.split(',');
  const now = Date.now();
  const before = await country.make(now, langs);
  const older = await contents(country.packs, before);
  const sameDay = await country.make(now + DAY_MS, langs);
  const idle = await Promise.all(
    before.packs.map(({ lang, id }) => bytesFrom(country.packs, lang, id)),
  );
  console.log('changed', await change(country, before.packs[0]?.listings ?? 0));
  const after = await country.make(now + 2 * DAY_MS, langs);
  const newer = await contents(country.packs, after);
  for (const [n, { lang, bytes, listings }] of after.packs.entries()) {
    const [base, result] = [older[n] as Buffer, newer[n] as Buffer];
    const changed = await bytesFrom(country.packs, lang, sameDay.packs[n]?.id ?? '');
    const started = performance.now();
    const difference = makeDifference(base, result);
    const made = performance.now();
    const right = Buffer.compare(applyDifference(difference, base), result) === 0;
    const applied = performance.now();
    const dictionary = zstdCompressSync(result, {
      dictionary: base,
      params: {
        [constants.ZSTD_c_compressionLevel]: 19,
        [constants.ZSTD_c_windowLog]: 23,
      },
    });
    const bad = !right || !(changed <= LIMIT);
    failed ||= bad;
    console.log(
      `${lang}: ${listings} services, whole ${bytes}, 2 % changed ${changed} (${((100 * changed) / bytes).toFixed(1)} %), ` +
        `only the day ${idle[n]}, zstd with dictionary ${dictionary.length}; ` +
        `made in ${(made - started).toFixed(0)} ms, applied in ${(applied - made).toFixed(0)} ms${bad ? ' TOO HEAVY OR WRONG' : ''}`,
    );
  }
} finally {
  await country.close();
}
process.exit(failed ? 1 : 0);
