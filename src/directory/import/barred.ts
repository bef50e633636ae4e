/** Enforcement bodies that may not enter the directory by any way (FIRE-03): data kept by the network. */
import type { Transaction } from '../../database/index.ts';

type Values = Record<string, unknown>;
export type Barred = { matches(organization: Values): boolean };

export async function readBarred(tx: Transaction): Promise<Barred> {
  const rows = await tx.query<{ names: string[]; domains: string[]; ids: string[] }>(
    'select names, domains, ids from directory.barred',
  );
  const names = new Set(rows.flatMap((row) => row.names.map(fold)));
  const domains = rows.flatMap((row) => row.domains.map((domain) => domain.toLowerCase()));
  const ids = new Set(rows.flatMap((row) => row.ids));
  return {
    matches(organization) {
      const called = [organization['name'], organization['alternate_name']];
      if (called.some((name) => typeof name === 'string' && names.has(fold(name)))) return true;
      if (typeof organization['tax_id'] === 'string' && ids.has(organization['tax_id']))
        return true;
      const hosts = [
        hostOf(organization['website']),
        hostOf(organization['uri']),
        String(organization['email'] ?? '').split('@')[1],
      ];
      return hosts.some(
        (host) => host && domains.some((domain) => host === domain || host.endsWith(`.${domain}`)),
      );
    },
  };
}

/** Case, accents, punctuation and word spaces do not tell two names apart. */
function fold(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\p{M}\p{P}\p{S}\s]/gu, '')
    .toLowerCase();
}

function hostOf(value: unknown): string | undefined {
  return typeof value === 'string' && URL.canParse(value)
    ? new URL(value).hostname.toLowerCase()
    : undefined;
}
