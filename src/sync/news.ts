/**
 * Whether anything may have happened since a device asked: kept in memory, so that a quiet desk costs nothing and leaves no row in
 * the log. Another program of this installation may have taken work in, so that after half a minute the database is asked all the same.
 */
export type DeskNews = {
  /** Work of an organisation was brought in. */
  note(org: string): void;
  /** Something was done by another door than the tablets': a recipient's answer, a person's own word, a manager's decision. */
  noteElsewhere(): void;
  mark(org: string): string;
  /** The database's own cursor in a cursor that a device holds. */
  plain(cursor: string | undefined): string | undefined;
  cursor(plain: string, mark: string): string;
  unchanged(org: string, cursor: string | undefined): boolean;
};

/** For so long an unchanged desk is answered from memory, ms. */
const NOTHING_NEW = 30_000;

/** @param now ms since 1970 */
export function deskNews(now: () => number): DeskNews {
  const versions = new Map<string, number>();
  const run = Math.random().toString(36).slice(2, 8);
  let elsewhere = 0;
  const mark = (org: string): string => `${versions.get(org) ?? 0}-${elsewhere}`;
  const parse = (cursor: string | undefined) =>
    /^(.+)~([a-z0-9]+)~(\d+-\d+)~(\d+)$/.exec(cursor ?? '');
  return {
    mark,
    note: (org) => void versions.set(org, (versions.get(org) ?? 0) + 1),
    noteElsewhere: () => void elsewhere++,
    plain: (cursor) => parse(cursor)?.[1] ?? cursor,
    cursor: (plain, seen) => `${plain}~${run}~${seen}~${now()}`,
    unchanged(org, cursor) {
      const [, plain = '', from, seen, at] = parse(cursor) ?? [];
      return (
        from === run &&
        !plain.includes('.') &&
        seen === mark(org) &&
        now() - Number(at) < NOTHING_NEW
      );
    },
  };
}

/** Doors beside the tablets' by which the desk's events change; what the public asks is not among them. */
const OTHER_DOORS =
  /^\/(?:api\/(?:referrals|people|links|compartments|staff)|r|staff|[a-z]{2,3}\/my)(?:[/?]|$)/;

/** Whether a request that was answered may have changed what a desk shows. */
export const changesTheDesk = (method: string, url: string, status: number): boolean =>
  method !== 'GET' && status < 400 && OTHER_DOORS.test(url);
