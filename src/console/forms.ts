/**
 * How forms of the console are checked and carried out: the same schemas as for programs, hidden from the described interface,
 * and one shape for every post of a screen.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { RawHtml } from '../http/html.ts';
import { attempt, type Desk, show, tongueOf } from './desk.ts';
import { done, type Screen } from './shell.ts';

export const HIDDEN = { schema: { hide: true } } as const;

/** A form with these fields. */
export const form = (fields: Record<string, TSchema>, params?: TSchema) => ({
  schema: {
    hide: true,
    // A form without fields sends no body at all.
    ...(Object.keys(fields).length ? { body: Type.Object(fields) } : {}),
    ...(params ? { params } : {}),
  },
});

/** "ar, ti" as a list. */
export const listOf = (text: string | undefined): string[] => [
  ...new Set(
    (text ?? '')
      .split(/[,،;\s]+/)
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];

/** Several values under one name come as a list, one comes as itself, none does not come: always as a list. */
export const manyOf = (value: unknown): string[] =>
  value === undefined || value === '' ? [] : [value].flat().map(String);

/** What was typed into the form that was refused, so that nobody types it twice. */
export type Typed = Readonly<Record<string, unknown>>;
/** A screen with a sentence on top of it. */
export type ScreenOf = (
  request: FastifyRequest,
  top?: RawHtml | '',
  typed?: Typed,
) => Promise<Screen>;

/**
 * Posts of one screen: each acts, and the same screen is shown again, with "done" on top or with why not.
 * `work` gets the form and may answer what is said instead of the sentence `said`.
 */
export function postsOf(app: FastifyInstance, desk: Desk, screen: ScreenOf) {
  return <B>(
    path: string,
    fields: Record<string, TSchema>,
    work: (body: B, request: FastifyRequest) => Promise<unknown>,
    { said = 'done.saved', params }: { said?: string; params?: TSchema } = {},
  ): void => {
    app.post(path, form(fields, params), async (request, reply) =>
      attempt(
        desk,
        request,
        reply,
        async () => {
          const answer = await work(request.body as B, request);
          const { words } = tongueOf(desk, request);
          const top = isHtml(answer) ? answer : done(words.say(said));
          return show(desk, request, reply, await screen(request, top));
        },
        (problem) => screen(request, problem, (request.body ?? {}) as Typed),
      ),
    );
  };
}

const isHtml = (value: unknown): value is RawHtml =>
  typeof value === 'object' && value !== null && typeof (value as RawHtml).html === 'string';
