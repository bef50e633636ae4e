/** Nouns of help: what makes a label the name of a service, which says nothing of a person. Pure. */
import type { Lexicon } from './lexicon.ts';
import { speaks } from './match.ts';
import type { Token } from './normalise.ts';

/** "Asylum legal aid" names a service, not a person: where its noun of help stands. */
export function serviceHeads({ services }: Lexicon, tokens: readonly Token[]): number[] {
  const last = tokens.length - 1;
  const ends = { first: [0], last: [last], any: [0, last], anywhere: tokens.map((_, at) => at) };
  return services.flatMap(({ head, words }) =>
    ends[head].filter((at) => {
      const token = tokens[at];
      return token && speaks(words, token);
    }),
  );
}

/** Whether the noun of help is one of helping itself ("advice", "support"), which names nothing else. */
export function offersHelp({ services }: Lexicon, tokens: readonly Token[]): boolean {
  const ends = [tokens[0], tokens.at(-1)];
  return services.some(({ head, helps, words }) =>
    (head === 'anywhere' ? tokens : ends).some((token) => helps && token && speaks(words, token)),
  );
}

/** "Do you want advice about asylum?" asks for a need. */
export function speaksOfHelp({ services }: Lexicon, tokens: readonly Token[]): boolean {
  return services.some(({ words }) => tokens.some((token) => speaks(words, token)));
}
