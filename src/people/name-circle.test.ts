import { describe, expect, it } from 'vitest';
import { Circle, type CircleEntry } from './name-circle.ts';
import { skeleton } from './name-sketch.ts';

const entry = (subject: string, name: string, more: Partial<CircleEntry> = {}): CircleEntry => ({
  subject,
  sketch: skeleton(name),
  ...more,
});
function circleOf(...entries: CircleEntry[]): Circle {
  const circle = new Circle();
  for (const one of entries) circle.add(one);
  return circle;
}
const subjects = (found: readonly { subject: string }[]): string[] =>
  found.map(({ subject }) => subject);

describe('a circle', () => {
  const mariam = entry('mariam', 'مريم تسفاي الحداد', { birthYear: 1994 });
  const selam = entry('selam', 'Selam Gebremedhin', { birthYear: 1999 });

  it('finds somebody in another script', () => {
    const found = circleOf(mariam, selam).similar({
      name: 'Mariam Tesfay Haddad',
      birthYear: 1994,
    });
    expect(subjects(found)).toEqual(['mariam']);
    expect(found[0]?.score).toBeGreaterThan(0.5);
    expect(found[0]?.score).toBeLessThanOrEqual(1);
  });

  it('lets years of birth exclude, three apart and more', () => {
    const circle = circleOf(mariam, selam);
    expect(subjects(circle.similar({ name: 'Mariam Tesfay Haddad', birthYear: 1996 }))).toEqual([
      'mariam',
    ]);
    expect(circle.similar({ name: 'Mariam Tesfay Haddad', birthYear: 1997 })).toEqual([]);
  });

  it('forgets who is removed, and replaces who is added again', () => {
    const circle = circleOf(mariam, selam);
    expect(circle.remove('mariam')).toBe(true);
    expect(circle.remove('mariam')).toBe(false);
    expect(circle.size).toBe(1);
    expect(circle.similar({ name: 'Mariam Tesfay Haddad', birthYear: 1994 })).toEqual([]);
    circle.add(entry('selam', 'Ирина Бондаренко', { birthYear: 1980 }));
    expect(circle.size).toBe(1);
    expect(circle.similar({ name: 'Selam Gebremedhin', birthYear: 1999 })).toEqual([]);
    expect(subjects(circle.similar({ name: 'Iryna Bondarenko', birthYear: 1980 }))).toEqual([
      'selam',
    ]);
  });

  it('finds nobody for a name without letters, nor in an empty pool', () => {
    expect(circleOf(mariam).similar({ name: ' . ' })).toEqual([]);
    expect(new Circle().similar({ name: 'Mariam' })).toEqual([]);
  });

  it('gives at most as many as asked, best first', () => {
    const others = Array.from({ length: 300 }, (_, at) => entry(`other${at}`, `Nasser${at} Khan`));
    const named = [0, 1, 2].map((at) =>
      entry(`p${at}`, 'Teodros Weldegiorgis', { birthYear: 1990 + at }),
    );
    const circle = circleOf(...others, ...named);
    const found = circle.similar({ name: 'Tewodros Weldegiyorgis', birthYear: 1990 });
    expect(subjects(found)).toEqual(['p0', 'p1', 'p2']);
    expect(circle.similar({ name: 'Tewodros Weldegiyorgis', birthYear: 1990 }, 2)).toEqual(
      found.slice(0, 2),
    );
    expect(found.map(({ score }) => score)).toEqual(
      found.map(({ score }) => score).toSorted((a, b) => b - a),
    );
  });

  it('has far less evidence for a brother or a sister than for the same person', () => {
    const circle = circleOf(entry('zahra', 'Zahra Karimi Herati', { birthYear: 2001 }));
    const points = (name: string): number =>
      circle.evidence({ name, birthYear: 2001 }, -9999)[0]?.points ?? 0;
    expect(points('Zahra Karimi Herati') - points('Mustafa Karimi Herati')).toBeGreaterThan(9 * 16);
  });
});

describe('a telephone', () => {
  const strangers = Array.from({ length: 400 }, (_, at) =>
    entry(`other${at}`, `Amina${at} Khan`, {}),
  );
  const points = (circle: Circle, query: Parameters<Circle['similar']>[0]): number =>
    circle.evidence(query, -9999).find(({ subject }) => subject === 'ali')?.points ?? 0;
  const ali = { phoneDigest: 'x', ageBand: '18-59' } as const;

  it('helps grown people', () => {
    const circle = circleOf(...strangers, entry('ali', 'Ali Rostami', ali));
    expect(points(circle, { name: 'Ali Rostami', ...ali })).toBeGreaterThan(
      points(circle, { name: 'Ali Rostami', ...ali, phoneDigest: 'y' }),
    );
  });

  it('says nothing about a child: it is a parent’s', () => {
    const child = { phoneDigest: 'x', ageBand: '5-11' } as const;
    const circle = circleOf(...strangers, entry('ali', 'Ali Rostami', child));
    expect(points(circle, { name: 'Ali Rostami', ...child })).toBe(
      points(circle, { name: 'Ali Rostami', ...child, phoneDigest: 'y' }),
    );
  });

  it('stops proposing when more than 50 people share it', () => {
    const house = (count: number): Circle =>
      circleOf(
        entry('ali', 'Ali Rostami', ali),
        ...strangers.map((one, at) => (at < count - 1 ? { ...one, phoneDigest: 'x' } : one)),
      );
    const query = { name: 'Ali Rostami', ...ali };
    const without = points(house(60), { ...query, phoneDigest: 'y' });
    expect(points(house(51), query)).toBe(without);
    expect(points(house(50), query)).toBeGreaterThan(without);
  });
});
