/** Session kits for peers: the list, one kit and its file, and the line of counts that comes back (ORI-01, ORI-03). */
import { sendAloneFile } from './send-alone-file.ts';
import { randomInt } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import {
  copyCode,
  isShown,
  type Kit,
  readReportLine,
  type Shelf,
  type ShownCard,
} from '../guidance/index.ts';
import { Problem } from '../http/problem.ts';
import { compress } from '../http/packing.ts';
import { asciiDigits, wallClock } from '../languages/dates.ts';
import { sendPage } from './answer.ts';
import type { SiteHouse } from './house.ts';
import { kitFile } from './kit-file.ts';
import { kitListPage, kitPage, type OfferedKit, reportPage } from './pages/kits.ts';
import type { View } from './page.ts';
import { fieldsOf, HIDDEN, type LangParams, type RouteParts, viewOf } from './route-parts.ts';

/** As long as a pack is good (chapter 10, section 3.7). */
const GOOD_DAYS = 30;

type KitParams = { Params: { lang: string; code: string } };

/** Registers the pages of the kits. */
export function kitRoutes(
  app: FastifyInstance,
  parts: RouteParts,
  shelf: Shelf,
  kits: NonNullable<NonNullable<SiteHouse['cards']>['kits']>,
): void {
  const { origin, territory, zone } = parts.surroundings.house.settings;

  /** A kit in a language: only when it has a name in it, and every card that stands can be read in it. */
  const offered = async (kit: Kit, lang: string): Promise<OfferedKit | undefined> => {
    const title = kit.title[lang];
    if (kit.territory !== territory || title === undefined) return undefined;
    const cards: ShownCard[] = [];
    for (const code of kit.cards) {
      const card = await shelf.card(code, lang);
      if (card && isShown(card.standing)) cards.push(card);
      else if ((await shelf.languages(code)).length) return undefined;
    }
    return cards.length ? { kit, title, cards } : undefined;
  };
  const found = async (view: View, code: string): Promise<OfferedKit> => {
    const kit = (await kits.list()).find((one) => String(one.code) === asciiDigits(code));
    const one = kit && (await offered(kit, view.words.language.code));
    if (!one) throw new Problem('not_found');
    return one;
  };
  const textOf = (view: View, one: OfferedKit): Buffer => {
    const made = wallClock(view.now, zone).day;
    return Buffer.from(
      kitFile({
        view,
        ...one,
        // Every download is a copy of its own that came from nobody.
        copy: copyCode(randomInt(100_000_000)),
        made,
        until: made + GOOD_DAYS,
        address: `${origin}/${view.words.language.code}/kits/report`,
      }),
    );
  };

  app.get<LangParams>('/:lang/kits', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const all: OfferedKit[] = [];
    for (const kit of await kits.list()) {
      const one = await offered(kit, view.words.language.code);
      if (one) all.push(one);
    }
    return sendPage(request, reply, kitListPage(view, all));
  });

  app.get<LangParams>('/:lang/kits/report', HIDDEN, async (request, reply) =>
    sendPage(request, reply, reportPage(viewOf(parts, request), { said: 'ask' })),
  );
  app.post<LangParams>('/:lang/kits/report', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const typed = String(fieldsOf(request.body)['line'] ?? '')
      .slice(0, 120)
      .toWellFormed();
    const report = readReportLine(asciiDigits(typed));
    const isKept = report !== undefined && (await kits.report(report));
    const page = reportPage(view, isKept ? { said: 'thanks' } : { said: 'wrong', typed });
    return sendPage(request, reply, page, { noStore: true, status: isKept ? 200 : 422 });
  });

  app.get<KitParams>('/:lang/kits/:code', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const one = await found(view, request.params.code);
    const { length } = await compress(textOf(view, one), 'br');
    return sendPage(request, reply, kitPage(view, one, length));
  });

  app.get<KitParams>('/:lang/kits/:code/file.html', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const one = await found(view, request.params.code);
    return sendAloneFile(request, reply, {
      name: `kit-${String(one.kit.code)}-${view.words.language.code}.html`,
      text: textOf(view, one),
      cacheControl: 'no-store',
    });
  });
}
