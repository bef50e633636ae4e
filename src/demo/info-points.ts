/** Two information points of the demonstration country and the route between them, made of its cards. */
import type { Database } from '../database/index.ts';
import { HOME_ORGANISATION, look } from '../firewall/index.ts';
import { addPoint, addRoute, type Editor, listInfo, type NewPoint } from '../guidance/index.ts';
import { COUNTRY } from './gazetteer.ts';

/** Cards by the key in their office (see `cards.ts`). */
type Told = Omit<NewPoint, 'territory' | 'cards'> & { cards: readonly string[] };

const POINTS: readonly Told[] = [
  {
    kind: 'port',
    name: {
      en: 'Port Maren ferry terminal',
      fr: 'Gare maritime de Port Maren',
      es: 'Terminal de ferris de Puerto Maren',
      ar: 'محطة عبّارات بورت مارين',
      fa: 'پایانهٔ کشتی پورت مارن',
      ti: 'ተርሚናል ጃልባ ፖርት ማረን',
    },
    place: 'Port Maren',
    cards: ['ambulance', 'papers-doctor', 'tonight', 'meal', 'alone', 'smugglers', 'family'],
    needs: ['talk.information', 'health.first_aid', 'shelter.night', 'food.meal', 'family.contact'],
    languages: ['en', 'fr', 'ar', 'ti', 'fa', 'es'],
  },
  {
    kind: 'border',
    name: {
      en: 'Sandell, the bridge',
      fr: 'Sandell, le pont',
      es: 'Sandell, el puente',
      ar: 'سانديل، الجسر',
    },
    place: 'Sandell',
    cards: ['ambulance', 'tonight', 'water-way', 'smugglers', 'police', 'lost-papers'],
    needs: ['health.first_aid', 'shelter.night', 'water.drinking', 'law.advice'],
    languages: ['en', 'ar', 'fr', 'es'],
  },
];
const WAY = {
  en: 'From the port to the bridge',
  fr: 'Du port au pont',
  es: 'Del puerto al puente',
  ar: 'من الميناء إلى الجسر',
};

/** Makes the points and the route once. @returns how many points there are; none while cards or places are not there */
export async function makeDemoInfo(database: Database, editor: Editor): Promise<number> {
  const before = (await listInfo(database, editor, COUNTRY)).points.length;
  if (before) return before;
  const role = {
    role: 'app_editor',
    actor: editor.actor,
    org: editor.org,
    purpose: 'guidance',
  } as const;
  const { cards, places } = await look(database, role, async (tx) => ({
    cards: await tx.query<{ code: number; key: string }>(
      'select code, owner_role key from guidance.card where org_id = $1 and withdrawn_at is null',
      [HOME_ORGANISATION],
    ),
    places: await tx.query('select from directory.place_name where country = $1 limit 1', [
      COUNTRY,
    ]),
  }));
  const codeOf = (key: string): number[] =>
    cards.flatMap((card) => (card.key.includes(`"${key}"`) ? [card.code] : []));
  const isWhole = POINTS.every((point) => point.cards.every((key) => codeOf(key).length));
  if (!isWhole || !places.length) return 0;
  const made: number[] = [];
  for (const point of POINTS)
    made.push(
      await addPoint(database, editor, {
        ...point,
        territory: COUNTRY,
        cards: point.cards.flatMap(codeOf),
      }),
    );
  await addRoute(database, editor, { territory: COUNTRY, name: WAY, points: made });
  return made.length;
}
