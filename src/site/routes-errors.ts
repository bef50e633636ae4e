/** Error pages in the person's language; programs get problem details as elsewhere. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.ts';
import { sendProblem, toProblem } from '../http/server.ts';
import type { EndedListing } from '../directory/listing.ts';
import { sendPage } from './answer.ts';
import type { SiteHouse } from './house.ts';
import { nearestFits } from './nearest-fit.ts';
import type { Page, View } from './page.ts';
import { endedPage } from './pages/ended.ts';
import { type ErrorPage, errorPage, type ErrorStatus } from './pages/error.ts';
import type { RouteParts } from './route-parts.ts';

const STATUSES: readonly number[] = [400, 404, 429, 500, 503];

/** A problem whose page shows a number that does not exist, and its neighbours. */
export class NoSuchCode extends Problem {
  readonly page: Omit<ErrorPage, 'status'>;

  constructor(page: Omit<ErrorPage, 'status'>) {
    super('not_found');
    this.page = page;
  }
}

/** A problem whose page says that a place has ended, and names the nearest ones. */
export class EndedCode extends Problem {
  readonly page: Page;

  constructor(page: Page) {
    super('gone');
    this.page = page;
  }
}

export async function endedCode(
  view: View,
  house: SiteHouse,
  ended: EndedListing,
): Promise<EndedCode> {
  const lang = view.words.language.code;
  const nearest = await nearestFits(house, ended, { lang, now: view.now });
  return new EndedCode(endedPage(view, { ended, nearest }));
}

function shownStatus(status: number): ErrorStatus {
  if (STATUSES.includes(status)) return status as ErrorStatus;
  return status >= 500 ? 500 : status === 410 ? 404 : 400;
}

/** True when the client would rather read a page than problem details. */
function wantsPage(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '*/*';
  return !/application\/(problem\+)?json/.test(accept) || accept.includes('text/html');
}

export function errorAnswers(
  app: FastifyInstance,
  { surroundings }: Pick<RouteParts, 'surroundings'>,
): void {
  app.setErrorHandler(
    async (error: FastifyError | Problem, request: FastifyRequest, reply: FastifyReply) => {
      const problem = toProblem(error, request);
      if (!wantsPage(request)) return sendProblem(problem, request, reply);
      if (error instanceof EndedCode)
        return sendPage(request, reply, error.page, { status: error.status, noStore: true });
      // The address says the language; where it does not, English with the language button.
      const code = request.url.split(/[/?#]/, 2)[1] ?? '';
      const spoken = surroundings.languages.find(code) ?? surroundings.languages.english;
      const page = errorPage(surroundings.view(spoken), {
        status: shownStatus(problem.status),
        ...(error instanceof NoSuchCode ? error.page : {}),
      });
      return sendPage(request, reply, page, { status: problem.status, noStore: true });
    },
  );
}
