/**
 * What cannot be had: a reader who knows every spelling of every name, and is told which of her names somebody
 * gave, asked in the same way. Whom he misses left out the names that would have told her from others; whom he
 * prompts wrongly bears the names of somebody else. And namesakes: new people for whom somebody of the same
 * names, and the same year where it is asked, stands in the pool, so that whoever finds one prompts the other.
 */
import { Circle } from '../../src/people/name-circle.ts';
import { partOf } from '../../src/people/name-parts.ts';
import type { NamePart, NameSketch } from '../../src/people/name-sketch.ts';
import { OPAQUE } from '../../src/people/name-sounds.ts';
import type { Visit, World } from './corpus.ts';
import { asked, type Outcome } from './measure.ts';

const SIGNS = 7;

/** Names as parts that resemble themselves only. */
function reader(): (visit: Visit) => NameSketch {
  const known = new Map<string, NamePart>();
  const part = (stem: string): NamePart => {
    let mixed = known.size * 7919 + 13;
    const signs = Uint8Array.from({ length: SIGNS }, (_, at) => {
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0;
      return OPAQUE + (((mixed >>> 8) + at) % 24);
    });
    const made = partOf(signs, 'full');
    known.set(stem, made);
    return made;
  };
  return ({ stems }) => ({ parts: stems.map((stem) => known.get(stem) ?? part(stem)) });
}

/** As `measure` of `measure.ts`, by the names themselves instead of their spellings. */
export function measureKnown(world: World): {
  returning: Pick<Outcome['returning'][number], 'points' | 'before'>[];
  fresh: { points: number }[];
} {
  const read = reader();
  const circle = new Circle();
  for (const { subject, visit } of world.pool)
    circle.add({ ...asked(visit), subject, sketch: read(visit) });
  const found = (visit: Visit) => circle.evidence({ ...asked(visit), name: read(visit) }, 0);
  return {
    returning: world.returning.map(({ subject, visit }) => {
      const list = found(visit);
      const before = list.findIndex((one) => one.subject === subject);
      return { points: list[before]?.points ?? -9999, before };
    }),
    fresh: world.fresh.map(({ visit }) => ({ points: found(visit)[0]?.points ?? -9999 })),
  };
}

/** Share of new people with a namesake in the pool: the same names as given, and the same year if there is one. */
export function namesakes(world: World): number {
  const named = ({ stems, birthYear }: Visit): string =>
    `${stems.toSorted().join(' ')} ${birthYear ?? ''}`;
  const withYear = new Set(world.pool.map(({ visit }) => named(visit)));
  const without = new Set(world.pool.map(({ visit: { birthYear: _, ...rest } }) => named(rest)));
  const shared = world.fresh.filter(({ visit }) =>
    (visit.birthYear === undefined ? without : withYear).has(named(visit)),
  );
  return shared.length / Math.max(1, world.fresh.length);
}
