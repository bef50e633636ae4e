/**
 * `POST /api/guard/check` (chapter 20, section 16): texts in, findings out. For form designers and editors while
 * they write. Stateless: nothing is stored or logged, and the answer never repeats the text.
 */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { judgeName, judgeQuestion, judgeText } from './judge-all.ts';
import { judgeTerms } from './judge-terms.ts';

const CheckRequest = Type.Object(
  {
    kind: Type.Union([Type.Literal('name'), Type.Literal('question'), Type.Literal('text')], {
      description:
        'name: a header, key or term; question: label, option or help of a form; text: public or free text',
    }),
    texts: Type.Array(Type.String({ maxLength: 20_000 }), { minItems: 1, maxItems: 200 }),
  },
  { additionalProperties: false },
);

const Found = Type.Object({
  text: Type.Integer({ description: 'Index in `texts`' }),
  problem: Type.Union([Type.Literal('forbidden_attribute'), Type.Literal('hurtful_term')]),
  concept: Type.String(),
  tier: Type.Optional(
    Type.Integer({ description: '0 refused, 1 needs two reviewers and a reason' }),
  ),
  word: Type.String({ description: 'As the lexicon has it' }),
  from: Type.Optional(Type.Integer({ description: 'UTF-16 units' })),
  to: Type.Optional(Type.Integer()),
  stops: Type.Boolean({ description: 'Publication has to wait until this is mended' }),
  alternatives: Type.Array(Type.String()),
});

const CheckAnswer = Type.Object({ findings: Type.Array(Found) });

type Check = Static<typeof CheckRequest>;
type Finding = Static<typeof Found>;

/** Judges each text by its kind, and every one for hurtful terms. */
export function check({ kind, texts }: Check): Finding[] {
  return texts.flatMap((text, index) => [
    ...attributes(kind, text).map((found) => ({ text: index, ...found })),
    ...judgeTerms(text).map(({ from, to, why, term, alternatives, stops }) => ({
      text: index,
      problem: 'hurtful_term' as const,
      concept: why,
      word: term,
      from,
      to,
      stops,
      alternatives: [...alternatives],
    })),
  ]);
}

function attributes(kind: Check['kind'], text: string): Omit<Finding, 'text'>[] {
  const of = { problem: 'forbidden_attribute' as const, alternatives: [] };
  // A free text is warned about, never stopped.
  if (kind === 'text') return judgeText(text).map((span) => ({ ...of, ...span, stops: false }));
  const judged = kind === 'name' ? judgeName(text) : judgeQuestion(text);
  return judged ? [{ ...of, ...judged, stops: true }] : [];
}

export async function guardRoutes(app: FastifyInstance): Promise<void> {
  app.post<{ Body: Check }>(
    '/api/guard/check',
    {
      bodyLimit: 500_000,
      schema: {
        tags: ['Guard'],
        summary: 'Check labels and texts before they are published',
        body: CheckRequest,
        response: { 200: CheckAnswer },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return { findings: check(request.body) };
    },
  );
}
