/** What is being opened learns of a shredding that ends meanwhile: a key that was read before it is then not used. */
export type ShredWatch = {
  /** Names of all that is shredded from now until `end`. */
  begin(): { gone: ReadonlySet<string>; end(): void };
  /** Told when a shredding is committed, before anybody hears of it. */
  shredded(org: string, ref: Buffer): void;
};

export const shredName = (org: string, ref: Buffer): string => `${org}|${ref.toString('hex')}`;

export function openShredWatch(): ShredWatch {
  const running = new Set<Set<string>>();
  return {
    begin() {
      const gone = new Set<string>();
      running.add(gone);
      return { gone, end: () => void running.delete(gone) };
    },
    shredded(org, ref) {
      const name = shredName(org, ref);
      for (const gone of running) gone.add(name);
    },
  };
}
