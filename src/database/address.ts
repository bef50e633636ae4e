/** What a `postgresql://` address says, and how safely the server behind it is reached (ASVS 12.3.1, 12.3.2). */
import { readFileSync } from 'node:fs';
import { Problem } from '../http/problem.ts';
import type { Connection } from './database.ts';

const LOCAL = /^(\/.*|localhost|127(\.\d{1,3}){3}|::1|)$/;
/** All of them mean the strictest: TLS, with a certificate that an authority signed for this very host. */
const WITH_TLS = ['prefer', 'require', 'verify-ca', 'verify-full'];

const refused = (detail: string): Problem =>
  new Problem('bad_input', {
    field: 'DATABASE_URL',
    detail: `The address of the database: ${detail}`,
  });

/**
 * The connection that an address names. Another machine is reached by TLS alone; on this one TLS is spoken when `sslmode` asks for it.
 * `sslrootcert` names a file with the authority (PEM) where it is not a public one.
 * @throws Problem `bad_input` for an `sslmode` that would let somebody on the way read along, and for a file that cannot be read
 */
export function connectionOf(address: string, roleSecret: string): Connection {
  const url = new URL(address);
  const host = decodeURIComponent(url.searchParams.get('host') ?? url.hostname).replaceAll(
    /[[\]]/g,
    '',
  );
  return {
    host,
    port: Number(url.port || 5432),
    database: decodeURIComponent(url.pathname.slice(1)) || 'wayhouse',
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    ssl: tlsOf(host, url.searchParams),
    roleSecret,
  };
}

function tlsOf(host: string, asked: URLSearchParams): NonNullable<Connection['ssl']> {
  const mode = asked.get('sslmode');
  const isLocal = LOCAL.test(host);
  if (mode === 'no-verify')
    throw refused(
      'sslmode=no-verify would believe any server. Use verify-full, with sslrootcert for an authority of your own.',
    );
  if (mode !== null && mode !== 'disable' && !WITH_TLS.includes(mode))
    throw refused(`sslmode must be one of disable, ${WITH_TLS.join(', ')}.`);
  if (mode === 'disable' && !isLocal)
    throw refused(`sslmode=disable is for this machine alone; ${host} is reached by TLS.`);
  if (host.startsWith('/') || (isLocal && (mode ?? 'disable') === 'disable')) return false;
  const file = asked.get('sslrootcert');
  return file ? { ca: authorityIn(file) } : true;
}

function authorityIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw refused(
      `sslrootcert names ${file}, which cannot be read (${String((error as NodeJS.ErrnoException).code)}).`,
    );
  }
}
