/** `wayhouse cards export` and `wayhouse cards import`: what the screen for translators does, from the command line. */
import { writeFile } from 'node:fs/promises';
import { openHouse } from '../app.ts';
import type { Config } from '../config.ts';
import { HOME_ORGANISATION } from '../firewall/index.ts';
import {
  applyImport,
  cardsToTranslate,
  type Editor,
  ExchangeRefusal,
  type Format,
  type Outcome,
  previewImport,
  readExchange,
  type Tags,
  type What,
  writeExchange,
} from '../guidance/index.ts';
import { Problem } from '../http/problem.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { knownLanguage } from '../languages/known-languages.ts';
import { readScanned } from './scanned-file.ts';

type Whose = { organisation?: string };
export type ExportCardsOptions = Whose & {
  from: string;
  to: string;
  out: string;
  what: What;
  as: Format;
};
export type ImportCardsOptions = Whose & { apply?: boolean };

/** Writes the file and says how many cards are in it. @throws Problem `bad_input` that names the option */
export async function exportCards(
  config: Config,
  { from, to, out, what, as, organisation }: ExportCardsOptions,
  say: (text: string) => void,
): Promise<void> {
  for (const [field, lang] of Object.entries({ from, to })) known(config, field, lang);
  const editor = editorOf(organisation);
  const house = await openHouse(config);
  try {
    const { cards, more } = await cardsToTranslate(house.database, editor, { from, to, what });
    if (cards.length === 0) {
      say(`No card is to be translated from ${from} to ${to}: no file was written.`);
      return;
    }
    await writeFile(out, writeExchange(as, cards, tagsOf({ from, to })));
    say(`${cards.length} cards from ${from} to ${to} in ${out}`);
    if (more) say('There are more: export again when these are back.');
  } finally {
    await house.close();
  }
}

/**
 * Says what becomes of each card of the file; with `apply` saves it.
 * @returns 0, or 3 when something was not taken. @throws Problem `bad_input` with line and reason for a file that cannot be read
 */
export async function importCards(
  config: Config,
  path: string,
  { apply, organisation }: ImportCardsOptions,
  say: (text: string) => void,
): Promise<number> {
  const file = await read(config, path);
  known(config, 'target language', file.to);
  const editor = editorOf(organisation);
  const house = await openHouse(config);
  try {
    const { outcomes, digest } = await previewImport(house.database, editor, file, tagsOf(file));
    for (const one of outcomes)
      if (one.does !== 'unchanged' && one.does !== 'empty') say(lineOf(one));
    const count = (does: Outcome['does']): number =>
      outcomes.filter((one) => one.does === does).length;
    say(
      `${count('new')} new, ${count('unchanged')} unchanged, ${count('empty')} not translated, ${count('refused')} not taken.`,
    );
    if (!apply) say('Nothing was saved: --apply saves it.');
    else if (await applyImport(house.database, editor, file, tagsOf(file), digest))
      say('Saved. Somebody has to read the new words and give them out.');
    else
      throw new Problem('conflict', {
        detail:
          'Somebody saved one of these cards at the same moment. Nothing was saved: try again.',
      });
    return count('refused') > 0 ? 3 : 0;
  } finally {
    await house.close();
  }
}

async function read(config: Config, path: string): Promise<ReturnType<typeof readExchange>> {
  try {
    return readExchange(await readScanned(config, path));
  } catch (error) {
    if (error instanceof ExchangeRefusal)
      throw new Problem('bad_input', { field: 'file', detail: error.message });
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Problem('bad_input', { field: 'file', detail: `There is no file ${path}.` });
    throw error;
  }
}

function lineOf(one: Outcome): string {
  const where = `card ${one.card} (line ${one.line})`;
  if (one.does === 'refused')
    return `${where}: not taken, ${one.field ? `${one.field}: ` : ''}${one.why.replaceAll('_', ' ')}${one.most ? ` (at most ${one.most} characters)` : ''}`;
  if (one.does !== 'new') return where;
  const found = [...one.compared, ...one.checked].map(
    ({ field, code }) => `${field ?? 'card'}: ${code.replaceAll('_', ' ')}`,
  );
  return `${where}: new words${one.older ? ', of an older source' : ''}${found.length ? `; look at ${found.join(', ')}` : ''}`;
}

const tagsOf = ({ from, to }: { from: string; to: string }): Tags => ({
  from: knownLanguage(from)?.tag ?? from,
  to: knownLanguage(to)?.tag ?? to,
});

function known(config: Config, field: string, lang: string): void {
  const offered = loadLanguages(config.territory).offered.map(({ language }) => language.code);
  if (!offered.includes(lang))
    throw new Problem('bad_input', {
      field,
      detail: `There are no pages in "${lang}" (${field}). Expected one of ${offered.join(', ')}.`,
    });
}

function editorOf(organisation: string = HOME_ORGANISATION): Editor {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(organisation))
    throw new Problem('bad_input', {
      field: 'organisation',
      detail: `"${organisation}" is no id of an organisation, such as ${HOME_ORGANISATION}.`,
    });
  return { actor: 'command line', org: organisation };
}
