/**
 * The words that no name in the database may contain (chapter 20, section 11, gate 2), in a form that an event
 * trigger in plpgsql can judge with. It judges identifiers, enum values, JSON keys and comments:
 *
 * 1. Each name is read in several ways (`nameReadings`): `VisaNo`, `visa_no`, `v_i_s_a` and `v1sa` become
 *    `_visa_no_` and their like: NFKD without marks, words parted where case changes, lower case, one `_`
 *    between words and at both ends.
 * 2. Every harmless run of words (`exceptions`) is taken out of the reading.
 * 3. A reading that still matches the `pattern` of a row (a POSIX regular expression) is refused.
 * 4. A place in `places` (`schema.table.column`) is let through: it is listed with its reason.
 *
 * `databaseRule()` is the same rule as SQL; a test compares both on every label of the corpus.
 */
import stems from './database/stems.json' with { type: 'json' };
import exceptions from './database/exceptions.json' with { type: 'json' };

type Stems = {
  concept: string;
  tier: number;
  /** Beginnings of words; one that ends in `_` is a whole word, `_` inside parts words that follow each other. */
  alone?: string[];
  /** Beginnings that mean it only within four words of one of `besides`, or in one word with it. */
  pairs?: { stems: string[]; besides: string[] }[];
};

export type DatabaseWord = { concept: string; tier: 0 | 1; pattern: string };

export type DatabaseWords = {
  words: readonly DatabaseWord[];
  /** Runs of words that mean no harm, as `visa_card`. */
  exceptions: readonly string[];
  /** Columns that hold something else under the same name, each with the reason. */
  places: readonly { place: string; why: string }[];
};

const LETTERS = ['أإآٱىیېةەکۆħđłøıßӏ', 'اااايييههكوhdloisl'] as const;
const LOOKS = ['аеорсухіјѕкмтвндԁ', 'aeopcyxijskmtbhdd'] as const;
const DIGITS = ['013457', 'oieast'] as const;
const MARKS =
  '\\u0300-\\u036f\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u0640\\u00ad\\u200b-\\u200f\\u2060\\ufeff';

let made: DatabaseWords | undefined;

/** The table of words, exceptions and places. Sources: FIRE-02, chapter 20 section 11. */
export function databaseWords(): DatabaseWords {
  made ??= {
    // One pattern a concept: PostgreSQL keeps only 32 compiled expressions in a session.
    words: (stems as Stems[]).map(({ concept, tier, alone = [], pairs = [] }) => ({
      concept,
      tier: tier as 0 | 1,
      pattern: [...patternsAlone(alone), ...pairs.flatMap(patternsBeside)].join('|'),
    })),
    exceptions: exceptions.words,
    places: exceptions.places,
  };
  return made;
}

function patternsAlone(alone: readonly string[]): string[] {
  return alone.map((stem) => `_${tidy(stem)}`);
}

/** Near each other as words, or written as one. */
function patternsBeside({
  stems: firsts,
  besides,
}: {
  stems: string[];
  besides: string[];
}): string[] {
  const either = (list: readonly string[]): string =>
    `(${[...new Set(list.map((one) => (one.endsWith('_') ? `${tidy(one).slice(0, -1)}(?=_)` : tidy(one))))].join('|')})`;
  const between = '[^_]*(_[^_]+){0,3}_';
  const [a, b] = [either(firsts), either(besides)];
  const bare = (text: string): string => text.replaceAll('(?=_)', '');
  return [`_${a}${between}${b}`, `_${b}${between}${a}`, `_${bare(a)}[^_]*${b}`, `_${b}[^_]*${a}`];
}

function tidy(stem: string): string {
  const plain = lowered(stem);
  return stem.endsWith('_') ? plain : plain.replace(/_$/, '');
}

function lowered(text: string): string {
  return translate(
    text
      .normalize('NFKD')
      .replace(new RegExp(`[${MARKS}]`, 'g'), '')
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
      .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
      .toLowerCase(),
    LETTERS,
  ).replace(/[^\p{L}\p{M}\p{N}]+/gu, '_');
}

function translate(text: string, [from, to]: readonly [string, string]): string {
  const [keys, values] = [[...from], [...to]];
  return [...text].map((sign) => values[keys.indexOf(sign)] ?? sign).join('');
}

/** The ways to read one name, each as `_word_word_`. */
export function nameReadings(name: string): string[] {
  const plain = `_${lowered(name)}_`.replace(/_+/g, '_').replace(/_ال(?=[^_]{3})/g, '_');
  const joined = plain.replace(/(?<=_[^_])_(?=[^_]_)/g, '');
  const found = new Set([
    plain,
    joined,
    plain.replace(/[0-9]+(?=_)/g, ''),
    translate(joined, DIGITS),
    translate(joined, LOOKS),
  ]);
  return [...found].map((reading) =>
    [...databaseWords().exceptions]
      .sort()
      .reduce((rest, words) => rest.replaceAll(`_${words}_`, '_'), reading),
  );
}

let compiled: { word: DatabaseWord; pattern: RegExp }[] | undefined;

/** The same judgement in TypeScript: the first word found in a name, an enum value, a JSON key or a comment. */
export function judgeIdentifier(name: string): DatabaseWord | undefined {
  compiled ??= databaseWords().words.map((word) => ({
    word,
    pattern: new RegExp(word.pattern, 'u'),
  }));
  const readings = nameReadings(name);
  return compiled.find(({ pattern }) => readings.some((reading) => pattern.test(reading)))?.word;
}

/** `'text'` for SQL. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * The rule as SQL for a migration: two tables and two functions in `schema`, filled.
 * `judge_name(name)` gives the concept of tier 0 or 1 that a name speaks of, or no row.
 */
export function databaseRule(schema: string): string {
  const { words, exceptions: runs, places } = databaseWords();
  const values = (rows: readonly (readonly string[])[]): string =>
    rows.map((row) => `  (${row.join(', ')})`).join(',\n');
  return `create table ${schema}.guard_word (
  concept text not null,
  tier smallint not null check (tier in (0, 1)),
  pattern text not null primary key
);
insert into ${schema}.guard_word (concept, tier, pattern) values
${values(words.map(({ concept, tier, pattern }) => [quote(concept), String(tier), quote(pattern)]))};

create table ${schema}.guard_exception (words text primary key);
insert into ${schema}.guard_exception (words) values
${values(runs.map((run) => [quote(run)]))};

create table ${schema}.guard_place (place text primary key, why text not null);
insert into ${schema}.guard_place (place, why) values
${values(places.map(({ place, why }) => [quote(place), quote(why)]))};

-- The ways to read one name, each as _word_word_.
create function ${schema}.name_readings(name text) returns setof text
language plpgsql stable set search_path = '' as $$
declare
  plain text := regexp_replace(normalize(name, NFKD), '[${MARKS}]', '', 'g');
  joined text;
  reading text;
  run text;
begin
  plain := regexp_replace(plain, '([[:lower:]])([[:upper:]])' collate "pg_unicode_fast", '\\1_\\2', 'g');
  plain := regexp_replace(plain, '([[:upper:]])([[:upper:]][[:lower:]])' collate "pg_unicode_fast", '\\1_\\2', 'g');
  plain := translate(lower(plain collate "pg_unicode_fast"), ${quote(LETTERS[0])}, ${quote(LETTERS[1])});
  plain := regexp_replace('_' || plain || '_', '[^[:alnum:]]+' collate "pg_unicode_fast", '_', 'g');
  plain := regexp_replace(plain, '_ال(?=[^_]{3})', '_', 'g');
  joined := regexp_replace(plain, '(?<=_[^_])_(?=[^_]_)', '', 'g');
  foreach reading in array array[plain, joined, regexp_replace(plain, '[0-9]+(?=_)', '', 'g'),
    translate(joined, ${quote(DIGITS[0])}, ${quote(DIGITS[1])}), translate(joined, ${quote(LOOKS[0])}, ${quote(LOOKS[1])})] loop
    for run in select words from ${schema}.guard_exception order by words loop
      reading := replace(reading, '_' || run || '_', '_');
    end loop;
    return next reading;
  end loop;
end $$;

-- The concept that a name speaks of, the gravest first; no row when none.
create function ${schema}.judge_name(name text) returns table (concept text, tier smallint)
language sql stable set search_path = '' as $$
  with reading as materialized (select distinct r as text from ${schema}.name_readings(name) r)
  select w.concept, w.tier from ${schema}.guard_word w
  where exists (select from reading where text ~ (w.pattern collate "C"))
  order by w.tier, w.concept limit 1
$$;
`;
}
