/** Questions and answers of the demonstration country, written, read by a second and third person and published. */
import { daysAfter } from '../languages/days.ts';
import { v5 } from 'uuid';
import type { Database } from '../database/index.ts';
import { HOME_ORGANISATION, look } from '../firewall/index.ts';
import {
  addCard,
  type CardFacts,
  type CardKind,
  type CardWords,
  changeCard,
  type Editor,
  markWords,
  publishWords,
  type Resolve,
  saveWords,
  type Topic,
} from '../guidance/index.ts';
import cards from '#root/demo/cards/cards.json' with { type: 'json' };
import { flagshipNames } from './flagships.ts';
import { COUNTRY } from './gazetteer.ts';
import { makeDemoInfo } from './info-points.ts';
import { makeDemoKits } from './kits.ts';

type Told = {
  key: string;
  topic: Topic;
  kind: CardKind;
  needs: string[];
  services: string[];
  safety: boolean;
  essential: boolean;
  publisher: string;
  source: string;
  confirmedBy?: string;
  expires?: number;
  words: CardWords;
};

/** Names of the workers of the demonstration by whom cards are written, read and checked back. */
const SPACE = '5f5d2c1e-6a44-4b7e-9a53-0d6f1f0f2b11';
const person = (name: string): Editor => ({ actor: v5(name, SPACE), org: HOME_ORGANISATION });
const WRITER = person('writer');
const READER = person('reader');
const CHECKER = person('checker');
const CHECKED_DAYS_AGO = 12;
const REVIEWED_IN_DAYS = 60;
/** Why an emergency card of the demonstration goes out without a recording: said on its publication. */
const NO_RECORDING = 'Demonstration: nobody has recorded this made-up card yet.';

const told = cards as readonly Told[];
const reading = { role: 'app_editor', actor: 'command line', purpose: 'guidance' } as const;

/**
 * Makes the cards once. On a later day their dates move on, as if somebody had checked them again.
 * @param today `YYYY-MM-DD`
 * @param codes codes of the services by key (`@night-lamp-house`), when they are not to be looked up
 * @returns how many cards there are now
 */
export async function makeDemoCards(
  database: Database,
  today: string,
  resolve: Resolve,
  codes?: ReadonlyMap<string, string>,
): Promise<number> {
  const known = await look(database, reading, (tx) =>
    tx.query<{ code: number; version: number; key: string; checked: string }>(
      `select code, version, owner_role key, checked_on checked from guidance.card where org_id = $1 and withdrawn_at is null`,
      [HOME_ORGANISATION],
    ),
  );
  const listed = codes ?? (await codesOf(database));
  for (const card of told) {
    const facts = factsOf(card, today, listed);
    if (!facts) continue;
    const there = known.find(({ key }) => key === facts.ownerRole);
    if (!there) await make(database, facts, withCodes(card.words, listed), resolve);
    else if (there.checked < daysAfter(today, -CHECKED_DAYS_AGO - 20))
      await changeCard(database, WRITER, there.code, there.version, facts);
  }
  await makeDemoKits(database, WRITER);
  await makeDemoInfo(database, WRITER);
  return told.length;
}

async function make(
  database: Database,
  facts: CardFacts,
  words: CardWords,
  resolve: Resolve,
): Promise<void> {
  const card = await addCard(database, WRITER, facts);
  const lang = facts.sourceLang;
  const revision = await saveWords(database, WRITER, {
    card,
    lang,
    words,
    change: 'meaning',
    origin: 'written',
    after: 0,
  });
  await markWords(database, READER, card, { lang, revision, mark: 'reviewed' });
  if (facts.safety) {
    await markWords(database, CHECKER, card, { lang, revision, mark: 'back_checked' });
    await markWords(database, CHECKER, card, {
      lang,
      revision,
      mark: 'understood',
      asked: 10,
      right: 9,
    });
  }
  const override = facts.essential || facts.kind === 'emergency' ? { override: NO_RECORDING } : {};
  await publishWords(database, WRITER, { card, lang, revision, ...override }, resolve);
}

function factsOf(
  card: Told,
  today: string,
  codes: ReadonlyMap<string, string>,
): CardFacts | undefined {
  const checkedOn = daysAfter(today, -CHECKED_DAYS_AGO);
  const services = card.services.flatMap((key) => codes.get(key) ?? []);
  if (services.length < card.services.length) return undefined;
  return {
    territory: COUNTRY,
    topic: card.topic,
    kind: card.kind,
    safety: card.safety,
    essential: card.essential,
    // Each has its own office, by which a later load knows it again.
    ownerRole: `Information desk, card "${card.key}"`,
    publisher: card.publisher,
    sourceLang: 'en',
    sources: [{ name: card.source, dated: checkedOn }],
    ...(card.confirmedBy ? { confirmedBy: card.confirmedBy, confirmedOn: checkedOn } : {}),
    checkedOn,
    reviewBy: daysAfter(today, REVIEWED_IN_DAYS),
    ...(card.expires === undefined ? {} : { expiresOn: daysAfter(checkedOn, card.expires) }),
    needs: card.needs,
    services,
  };
}

/** `@night-lamp-house` → the code under which that service is listed. */
async function codesOf(database: Database): Promise<ReadonlyMap<string, string>> {
  const names = flagshipNames();
  const rows = await look(database, reading, (tx) =>
    tx.query<{ code: string; name: string }>(
      `select distinct on (s.name) at.code, s.name from directory.service_at_location at
       join directory.service s on s.id = at.service_id where s.name = any ($1) order by s.name, at.code`,
      [[...names.values()]],
    ),
  );
  const byName = new Map(rows.map(({ code, name }) => [name, code]));
  return new Map(
    [...names].flatMap(([key, name]) => {
      const code = byName.get(name);
      return code === undefined ? [] : [[`@${key}`, code]];
    }),
  );
}

function withCodes(words: CardWords, codes: ReadonlyMap<string, string>): CardWords {
  return Object.fromEntries(
    Object.entries(words).map(([field, text]) => [
      field,
      text.replace(/@[a-z-]+/g, (key) => codes.get(key) ?? key),
    ]),
  ) as CardWords;
}
