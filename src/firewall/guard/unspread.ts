/** Letters that somebody pulled apart. Pure. */

/** "v i s a  n o", "v.i.s.a n.o": letters pulled apart are joined to words where the gap is the usual one. */
export function unspread(text: string): string {
  return text.replace(SPREAD, (run) => {
    const letters = [...run.matchAll(/[\p{L}\p{N}@$]\p{M}*/gu)];
    const gaps = letters.slice(1).map((letter, i) => {
      const before = letters[i];
      return run.slice((before?.index ?? 0) + (before?.[0].length ?? 0), letter.index);
    });
    const counts = Map.groupBy(gaps, (gap) => gap);
    const usual = [...counts].sort((a, b) => b[1].length - a[1].length)[0]?.[0];
    return letters
      .map((letter, i) => letter[0] + (gaps[i] === undefined || gaps[i] === usual ? '' : ' '))
      .join('');
  });
}

/** Three letters or more, each alone. */
const SPREAD =
  /(?<![\p{L}\p{M}\p{N}])(?:[\p{L}\p{N}@$]\p{M}*[\s._\-·/|,]{1,3}){2,80}[\p{L}\p{N}@$]\p{M}*(?![\p{L}\p{M}\p{N}])/gu;
