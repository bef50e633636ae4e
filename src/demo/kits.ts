/** A session kit of the demonstration country, and what came back of three copies of it. */
import type { Database } from '../database/index.ts';
import { HOME_ORGANISATION, look } from '../firewall/index.ts';
import { addKit, copyCode, type Editor, minutesFor, reportKit } from '../guidance/index.ts';
import { COUNTRY } from './gazetteer.ts';

/** Cards of the session by the key in their office (see `cards.ts`), in its order. */
const KEYS = ['night-clinic', 'papers-doctor', 'pay', 'lawyer'] as const;
const TITLE = { en: 'Doctors, pay and the law' };
/** People of each report, who understood each question for all cards, and from which copy this one came. */
const SESSIONS = [
  { copy: 41_230_977, people: 14, answer: 49, step: 44 },
  { copy: 70_115_342, parent: 41_230_977, people: 9, answer: 30, step: 27 },
  { copy: 18_904_526, parent: 70_115_342, people: 12, answer: 44, step: 41 },
] as const;

/** Makes the kit once. @returns its number; nothing while its cards are not there */
export async function makeDemoKits(
  database: Database,
  editor: Editor,
): Promise<number | undefined> {
  const rows = await look(
    database,
    { role: 'app_editor', actor: editor.actor, org: editor.org, purpose: 'guidance' },
    (tx) =>
      tx.query<{ code: number; key: string; kits: number }>(
        `select code, owner_role key, (select count(*)::int from guidance.kit) kits from guidance.card
         where org_id = $1 and withdrawn_at is null`,
        [HOME_ORGANISATION],
      ),
  );
  const cards = KEYS.flatMap((key) => rows.find((row) => row.key.includes(`"${key}"`))?.code ?? []);
  if (cards.length < KEYS.length || rows[0]?.kits) return undefined;
  const kit = await addKit(database, editor, {
    territory: COUNTRY,
    title: TITLE,
    cards,
    minutes: minutesFor(cards.length),
  });
  for (const { copy, people, answer, step, ...from } of SESSIONS) {
    const asked = people * cards.length;
    await reportKit(database, {
      kit,
      version: 1,
      copy: copyCode(copy),
      ...('parent' in from ? { parent: copyCode(from.parent) } : {}),
      number: 1,
      sessions: 1,
      people,
      answer: { right: answer, asked },
      step: { right: step, asked },
    });
  }
  return kit;
}
