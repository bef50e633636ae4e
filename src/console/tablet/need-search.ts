/** Needs by the words that people say for them; the words come when somebody begins to type. */
import { useEffect, useState } from 'react';
import { SETTINGS } from './settings.ts';

type Searched = readonly { code: string; said: readonly string[] }[];

const MOST = 12;

/** Without marks, capitals and the letters that Arabic writes in several ways. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ة/g, 'ه')
    .replace(/ى/g, 'ي')
    .toLowerCase()
    .trim();

/** Where the word stands in what people say: the label first, then other words, then parts of them. */
function rankOf(said: readonly string[], wanted: string): number {
  const ranks = said.map((text, nth) => {
    if (text.startsWith(wanted)) return nth === 0 ? 0 : 1;
    if (text.includes(` ${wanted}`)) return 2;
    return text.includes(wanted) ? 3 : 9;
  });
  return Math.min(...ranks);
}

export function findNeeds(searched: Searched, typed: string): string[] {
  const wanted = folded(typed);
  if (!wanted) return [];
  return searched
    .map(({ code, said }) => ({ code, rank: rankOf(said, wanted) }))
    .filter(({ rank }) => rank < 9)
    .sort((a, b) => a.rank - b.rank)
    .map(({ code }) => code)
    .slice(0, MOST);
}

export const searchedOf = (needs: Readonly<Record<string, readonly string[]>>): Searched =>
  Object.entries(needs).map(([code, said]) => ({ code, said: said.map(folded) }));

/** @returns undefined while the words are on their way */
export function useNeedSearch(code: string, typed: string): string[] | undefined {
  const [searched, setSearched] = useState<Searched>();
  const isWanted = typed !== '';
  useEffect(() => {
    if (!isWanted) return undefined;
    let gone = false;
    fetch(SETTINGS.searches[code] ?? '')
      .then((answer) => answer.json() as Promise<Record<string, readonly string[]>>)
      .then(
        (needs) => {
          if (!gone) setSearched(searchedOf(needs));
        },
        () => undefined,
      );
    return () => {
      gone = true;
    };
  }, [code, isWanted]);
  return isWanted && searched ? findNeeds(searched, typed) : undefined;
}
