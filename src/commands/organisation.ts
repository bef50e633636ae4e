/** `wayhouse organisation first`: the first organisation and its two administrators. Everything later is done signed in. */
import type { Config } from '../config.ts';
import { migrate } from '../database/migrate.ts';
import { openConfigured } from '../database/open.ts';
import { Problem } from '../http/problem.ts';
import { isOrganisationKind, makeFirst, ORGANISATION_KINDS, refuseBarred } from '../staff/index.ts';

export type FirstOptions = { name: string; country: string; kind: string; administrator: string[] };

/**
 * Prints a link for each administrator, once.
 * @throws `bad_input` that names the option, `recipient_barred`, `conflict` when there is an organisation already.
 */
export async function makeFirstOrganisation(
  config: Config,
  options: FirstOptions,
  say: (text: string) => void,
): Promise<void> {
  const [first, second, ...more] = options.administrator.map(administratorOf);
  if (!first || !second || more.length || first.login.toLowerCase() === second.login.toLowerCase())
    throw new Problem('bad_input', {
      field: 'administrator',
      detail:
        'Name two administrators, each as --administrator login:name. One alone could lock everybody out.',
    });
  const country = options.country.toUpperCase();
  if (!/^[A-Z]{2}$/.test(country))
    throw new Problem('bad_input', {
      field: 'country',
      detail: 'The country is two letters (ISO 3166-1), such as GR.',
    });
  const { kind, name } = options;
  if (!isOrganisationKind(kind))
    throw new Problem('bad_input', {
      field: 'kind',
      detail: `The kind is one of ${ORGANISATION_KINDS.join(', ')}.`,
    });
  refuseBarred({ name, country });
  const opened = await openConfigured(config);
  try {
    await migrate(opened.database);
    const made = await makeFirst(opened.database, {
      name,
      country,
      kind,
      administrators: [first, second],
    });
    say(
      `${name} exists now. Each administrator opens her own link within three days; it works once and is not shown again.`,
    );
    for (const { login, token } of made.administrators)
      say(`  ${login}: ${config.origin}/staff/set-up/${token}`);
    say('Hand the links over in person. Clear this screen afterwards.');
  } finally {
    await opened.close();
  }
}

function administratorOf(text: string): { login: string; name: string } {
  const at = text.indexOf(':');
  const login = text.slice(0, at).trim();
  const name = text.slice(at + 1).trim();
  if (at < 0 || !/^[^\s|]{3,100}$/.test(login) || !name)
    throw new Problem('bad_input', {
      field: 'administrator',
      detail: `"${text}" is not login:name. The login has at least three signs and no space.`,
    });
  return { login, name };
}

/** What the command line does not do: there is no session here, and nothing goes past it. */
export function pointToConsole(config: Config, verb: string): never {
  throw new Problem('not_signed_in', {
    detail: `"staff ${verb}" needs somebody who is signed in; the command line has no session and does not go round that. Open ${config.origin}/staff/access, or use ${config.origin}/api/staff/accounts with a session.`,
  });
}
