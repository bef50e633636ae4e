/**
 * Bodies of immigration enforcement, as data (FIRE-03; design chapter 20, section 12): asked before an organisation or a
 * sign-in provider is proposed. The database asks again by plain names; here spelling variants are seen through as well.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fold, tokenise } from '../firewall/guard/index.ts';
import { Problem } from '../http/problem.ts';

export type BarredBody = {
  names: readonly string[];
  /** Short names: they bar only what is called exactly so. */
  acronyms: readonly string[];
  domains: readonly string[];
  source: string;
};
export type BarredCountry = { country: string; bodies: readonly BarredBody[] };

const FOLDER = new URL('../../data/barred/', import.meta.url);

/** All of `data/barred/`, by file name. */
export function readBarred(folder = FOLDER): BarredCountry[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as BarredCountry);
}

/** Fewest letters of a name that is also looked for without its spaces. */
const SHORTEST_RUN = 9;

const letters = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]/gu, '');

/** Whether the words of `barred` stand in a row in `name`, each in any of its readings. */
function namesIt(name: string, barred: string): boolean {
  const words = tokenise(barred).map(({ readings }) => new Set(readings));
  const own = tokenise(name).map(({ readings }) => readings);
  const inRow = own.some((_, from) =>
    words.every((word, i) => own[from + i]?.some((reading) => word.has(reading))),
  );
  const run = letters(barred);
  return (words.length > 0 && inRow) || (run.length >= SHORTEST_RUN && letters(name).includes(run));
}

/**
 * What of a name or of domains belongs to a barred body: full names wherever the body is from, short names in its country.
 * @returns the field that shows it; undefined when nothing does.
 */
export function barredField(
  list: readonly BarredCountry[],
  asked: { name: string; country?: string; domains?: readonly string[] },
): 'name' | 'domains' | undefined {
  const bodies = list.flatMap(({ country, bodies: all }) =>
    all.map((body) => ({ country, ...body })),
  );
  const short = letters(asked.name);
  for (const { country, names, acronyms } of bodies) {
    if (names.some((name) => namesIt(asked.name, name))) return 'name';
    const here = country === '*' || asked.country === undefined || country === asked.country;
    if (here && acronyms.some((acronym) => letters(acronym) === short)) return 'name';
  }
  const barred = bodies.flatMap(({ domains }) => domains);
  return (asked.domains ?? []).some((domain) => isUnder(domain, barred)) ? 'domains' : undefined;
}

function isUnder(domain: string, barred: readonly string[]): boolean {
  const plain = domain.trim().toLowerCase().replace(/^.*@/, '').replace(/\.$/, '');
  return barred.some((one) => plain === one || plain.endsWith(`.${one}`));
}

let all: readonly BarredCountry[] | undefined;

/** @throws `recipient_barred` that names the field. */
export function refuseBarred(asked: Parameters<typeof barredField>[1]): void {
  all ??= readBarred();
  const field = barredField(all, asked);
  if (field)
    throw new Problem('recipient_barred', {
      field,
      detail:
        field === 'name'
          ? 'This name belongs to a body that enforces immigration law. No such body can be an organisation here, whatever kind is chosen.'
          : 'This domain belongs to a body that enforces immigration law. Nothing of it can be connected here.',
    });
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const list = (values: readonly string[]): string =>
  values.length ? `array[${values.map(text).join(', ')}]` : `'{}'`;

/** The rows of the migration that brings `data/barred/` into the database. */
export function barredSql(countries: readonly BarredCountry[]): string {
  return countries
    .flatMap(({ country, bodies }) =>
      bodies.map(
        ({ names, acronyms, domains, source }) =>
          `  (${text(country)}, ${list(names)}, ${list(acronyms)}, ${list(domains)}, ${text(source)})`,
      ),
    )
    .join(',\n');
}
