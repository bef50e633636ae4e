import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { look } from '../firewall/index.ts';
import { forgetAddresses, printsThatAreOut } from './forget-addresses.ts';
import { playMedium, removeMedium } from './media.ts';
import { followReferences } from './follow-references.ts';
import { standingOfRecording } from './recordings.ts';
import { HOURS, PLACE, recordingDesk, WORDS } from './recordings-testing.ts';
import { runFollowing } from './run-following.ts';
import { acting, withdrawCard } from './store.ts';
import { publishedCard, worker } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
const { values, resolve, renew, bring, hears, publicly, todo, weighed } = recordingDesk(
  () => database,
);

describe('an address', () => {
  const kept = async (card: number): Promise<string> => {
    const rows = await look(database, acting(worker()), (tx) =>
      tx.query<{ text: string }>(
        `select concat((select string_agg(p::text, ' ') from guidance.publication p where p.card = $1),
           (select string_agg(concat(d.spoken, convert_from(d.content, 'utf8')), ' ') from guidance.medium d where d.card = $1
             and d.emptied_at is null)) text`,
        [card],
      ),
    );
    return rows[0]?.text ?? '';
  };

  it('stays in nothing that has ended: not in the version before, not in the recording that says it', async () => {
    renew();
    const shelter = 'svc:407999.address';
    values[shelter] = '9 Mill Lane';
    const answer = `The house is at {${shelter}}, open {${HOURS}}.`;
    const card = await publishedCard(database, {}, { answer }, resolve);
    const id = await bring(worker(), card);
    const other = await bring(worker(), card);
    await removeMedium(database, worker(), other);
    await hears(worker(), id);
    expect(await forgetAddresses(database, resolve)).toBe(0);
    expect(await kept(card)).toContain('9 Mill Lane');
    // Hidden from today on: the directory gives the district alone.
    values[shelter] = 'Mill Quarter';
    await followReferences(database, resolve);
    expect(await publicly(card)).toEqual([]);
    expect(await forgetAddresses(database, resolve)).toBe(2);
    const left = await kept(card);
    expect(left).not.toContain('9 Mill Lane');
    expect(left).toContain('Mill Quarter');
    // What else was said stays, for whoever asks what we said.
    expect(left.match(/08:00–12:00/g)).toHaveLength(2);
    expect([standingOfRecording(await weighed(card)), await todo(card)]).toEqual([
      'emptied',
      ['record'],
    ]);
    expect(await playMedium(database, worker(), { card, lang: 'en', id })).toBeUndefined();
    expect(await forgetAddresses(database, resolve)).toBe(0);
  });

  it('goes from the disk with the prints of what has ended', async () => {
    renew();
    const card = await publishedCard(database, {}, WORDS, resolve);
    const codes = [`${card}-en-1`, `${card}-en-2`, '9999999-en-1', 'note'];
    expect(await printsThatAreOut(database, codes)).toEqual([`${card}-en-1`, 'note']);
    values[PLACE] = 'Harbour district';
    let cleared = 0;
    const following = runFollowing({
      database,
      resolve,
      generation: () => values,
      warn: (_, message) => expect.fail(message),
      after: async () => (cleared += 1),
      every: 5,
    });
    await expect.poll(() => cleared, { timeout: 20_000 }).toBe(1);
    await following.stop();
    expect(await printsThatAreOut(database, codes)).toEqual([`${card}-en-2`, 'note']);
    expect(await printsThatAreOut(database, ['note'])).toEqual(['note']);
  });

  it('goes with a card that is taken down', async () => {
    renew();
    const card = await publishedCard(database, {}, WORDS, resolve);
    await withdrawCard(database, worker(), card, 'harmful');
    expect(await kept(card)).not.toContain('4 Harbour Road');
  });
});
