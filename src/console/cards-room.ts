/** The room of cards in the console: who may write in it, and the frame of its screens. */
import type { FastifyRequest } from 'fastify';
import type { Database } from '../database/index.ts';
import type { Scan } from '../firewall/files/index.ts';
import type { Editor, Resolve } from '../guidance/index.ts';
import { html, type RawHtml } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { type Desk, tongueOf } from './desk.ts';
import { roomHead } from './pages/tabs.ts';
import type { Screen } from './shell.ts';
import { wallOf } from '../languages/zone.ts';

export type CardsHouse = {
  database: Database;
  /** ISO 3166-1 of the installation. */
  territory: string;
  /** What the directory says now of references in cards. */
  resolve: Resolve;
  /** Looks at what somebody brings as a file. */
  scan: Scan;
};

type Part = '' | 'all' | 'coverage' | 'exchange' | 'rumours' | 'kits' | 'points';

/** Roles that meet people: they hear rumours first. */
export const HEARERS = ['volunteer', 'desk', 'mediator'] as const;

export type CardsRoom = {
  /** Codes of the languages that are offered. */
  languages: readonly string[];
  /** `YYYY-MM-DD` of the installation. */
  today(): string;
  /** Whoever writes: an editor or a translator. @throws `not_allowed` */
  editor(request: FastifyRequest): Promise<Editor>;
  /** What only an editor may do. @throws `not_allowed` */
  chief(request: FastifyRequest): Promise<Editor>;
  /** Whoever may write down a rumour: those who meet people, and those who answer. @throws `not_allowed` */
  hearer(request: FastifyRequest): Promise<Editor>;
  framed(request: FastifyRequest, part: Part, at: string, title: string, body: RawHtml): Screen;
};

export function cardsRoom(desk: Desk, { territory }: Pick<CardsHouse, 'territory'>): CardsRoom {
  const withRole =
    (...allowed: string[]) =>
    async (request: FastifyRequest): Promise<Editor> => {
      const worker = await desk.worker(request);
      const found = await desk.house.signedIn(request);
      if (!found?.facts.roles.some(({ role }) => allowed.includes(role)))
        throw new Problem('not_allowed');
      return { actor: worker.actor, org: worker.org };
    };
  return {
    languages: loadLanguages(territory).offered.map(({ language }) => language.code),
    today: () => wallOf(desk.zone, desk.door.now()).day,
    editor: withRole('editor', 'translator'),
    chief: withRole('editor'),
    hearer: withRole(...HEARERS, 'editor', 'translator'),
    framed(request, part, at, title, body) {
      const { words: w } = tongueOf(desk, request);
      return {
        room: 'cards',
        at,
        title,
        main: html`${roomHead(w, 'cards', part)}<h1>${title}</h1>${body}`,
      };
    },
  };
}
