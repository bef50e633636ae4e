/**
 * How forms of the console are checked and carried out: the same schemas as for programs, hidden from the described interface,
 * and one shape for every post of a screen.
 */
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { RawHtml } from '../http/html.ts';
import { toProblem } from '../http/server.ts';
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

/** Where a form ends that leads on to another page. */
export class Elsewhere {
  readonly to: string;

  constructor(to: string) {
    this.to = to;
  }
}

/**
 * Posts of one screen: each acts, and the same screen is shown again, with "done" on top or with why not; with what was typed also when
 * the schema refuses it.
 * `work` gets the form and may answer what is said instead of the sentence `said`, or that it goes on elsewhere.
 */
export function postsOf(app: FastifyInstance, desk: Desk, screen: ScreenOf) {
  return <B>(
    path: string,
    fields: Record<string, TSchema>,
    work: (body: B, request: FastifyRequest) => Promise<unknown>,
    { said = 'done.saved', params }: { said?: string; params?: TSchema } = {},
  ): void => {
    app.post(path, { ...form(fields, params), attachValidation: true }, async (request, reply) => {
      const unfit = request.validationError as FastifyError & { validationContext?: string };
      // No screen of ours has such an address.
      if (unfit && unfit.validationContext !== 'body') throw unfit;
      return attempt(
        desk,
        request,
        reply,
        async () => {
          if (unfit) throw toProblem(unfit, request);
          const answer = await work(request.body as B, request);
          if (answer instanceof Elsewhere) return reply.redirect(answer.to, 303);
          const { words } = tongueOf(desk, request);
          const top = isHtml(answer) ? answer : done(words.say(said));
          return show(desk, request, reply, await screen(request, top));
        },
        (problem) => screen(request, problem, (request.body ?? {}) as Typed),
      );
    });
  };
}

const isHtml = (value: unknown): value is RawHtml =>
  typeof value === 'object' && value !== null && typeof (value as RawHtml).html === 'string';
