/** One page of a list, or all of it as a stream of lines (chapter 10, section 2.6). */
import { dateOfInstant } from '../../languages/days.ts';
import type { Database } from '../../database/index.ts';
import { look } from '../../firewall/index.ts';
import { handOver } from '../export/hand-over.ts';
import type { HsdsObject, Writing } from '../export/nest.ts';
import { findIds } from './find-ids.ts';
import { readObjects } from './objects.ts';
import type { ListName, ListQuestion } from './parameters.ts';

export type Page = {
  total_items: number;
  total_pages: number;
  page_number: number;
  size: number;
  first_page: boolean;
  last_page: boolean;
  empty: boolean;
  contents: HsdsObject[];
};

const READER = {
  role: 'app_public',
  actor: 'public',
  purpose: 'answer the HSDS interface',
} as const;
const LINES = 200;

function context({ profile, now }: Writing): { profile: Writing['profile']; today: string } {
  return { profile, today: dateOfInstant(now) };
}

/** A page past the end is empty. @throws Problem `bad_input` for a filter that cannot be honoured */
export function answerPage(
  database: Database,
  list: ListName,
  question: ListQuestion,
  writing: Writing,
): Promise<Page> {
  const { page, perPage } = question;
  return look(database, READER, async (tx) => {
    const { total, ids } = await findIds(tx, list, question, context(writing), {
      limit: perPage,
      offset: (page - 1) * perPage,
    });
    const contents = await readObjects(tx, list, ids, question, writing);
    const pages = Math.ceil(total / perPage);
    return {
      total_items: total,
      total_pages: pages,
      page_number: page,
      size: contents.length,
      first_page: page === 1,
      last_page: page >= pages,
      empty: contents.length === 0,
      contents,
    };
  });
}

/** Every object of the list on a line of its own, read in one moment of the database. */
export function answerLines(
  database: Database,
  list: ListName,
  question: ListQuestion,
  writing: Writing,
): AsyncIterable<string> {
  return handOver<string>((emit) =>
    look(database, READER, async (tx) => {
      const { ids } = await findIds(tx, list, question, context(writing), undefined);
      for (let from = 0; from < ids.length; from += LINES) {
        const objects = await readObjects(
          tx,
          list,
          ids.slice(from, from + LINES),
          question,
          writing,
        );
        await emit(objects.map((object) => `${JSON.stringify(object)}\n`).join(''));
      }
    }),
  );
}

/** One object with everything that belongs to it; undefined when there is none. */
export async function answerOne(
  database: Database,
  list: ListName,
  id: string,
  fullService: boolean,
  writing: Writing,
): Promise<HsdsObject | undefined> {
  const shape = { full: true, fullService, minimal: false };
  const objects = await look(database, READER, (tx) => readObjects(tx, list, [id], shape, writing));
  return objects[0];
}
