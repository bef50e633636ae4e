/** `wayhouse alerts …`: reads files of CAP 1.2 for an operator, keeps them as drafts, and names partners. */
import { openHouse } from '../app.ts';
import {
  addPartner,
  type CapAlert,
  CapRefusal,
  decodeXml,
  endPartner,
  faultText,
  readSigned,
  receiveCap,
  trustedKeys,
} from '../alerts/index.ts';
import type { Config } from '../config.ts';
import { HOME_ORGANISATION } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { readScanned } from './scanned-file.ts';

type Say = (text: string) => void;

/** Says what a file of CAP holds and what its signature is worth; with `draft` it is kept for an officer. */
export async function readAlert(
  config: Config,
  file: string,
  options: { draft?: boolean; partner?: string },
  say: Say,
): Promise<void> {
  const bytes = await readScanned(config, file);
  const house = await openHouse(config);
  try {
    const keys = await trustedKeys(house.database, HOME_ORGANISATION);
    const text = decodeXml(bytes);
    const { alert, signature } = readSigned(text, keys);
    say(described(alert));
    say(
      signature.state === 'valid'
        ? `Signature: valid, by ${signature.by}`
        : signature.state === 'broken'
          ? `Signature: broken (${signature.why}); this alert is never shown`
          : signature.state === 'unknown_key'
            ? 'Signature: by a key that nobody here trusts'
            : 'Signature: none',
    );
    if (!options.draft) return;
    const from = {
      org: HOME_ORGANISATION,
      ...(options.partner ? { partner: options.partner } : {}),
    };
    const { id, isNew } = await receiveCap(house.database, from, text);
    say(
      isNew
        ? `Kept as draft ${id}: an officer adopts it in the console.`
        : `It is draft ${id} already.`,
    );
  } catch (error) {
    if (error instanceof CapRefusal)
      throw new Problem('bad_input', {
        detail: `${file} is no alert of CAP 1.2:\n${error.faults.map(faultText).join('\n')}`,
        cause: error,
      });
    throw error;
  } finally {
    await house.close();
  }
}

function described(alert: CapAlert): string {
  const lines = [
    `${alert.msgType}, ${alert.status}, ${alert.scope}: ${alert.identifier} of ${alert.sender}, sent ${alert.sent}`,
    ...alert.references.map(({ identifier }) => `  about ${identifier}`),
    ...alert.info.map(
      ({ language, event, headline, urgency, severity, certainty, expires, area }) =>
        `  ${language ?? 'en-US'}: ${headline ?? event} (${severity}, ${urgency}, ${certainty}${expires ? `, until ${expires}` : ''}) in ${area.map(({ areaDesc }) => areaDesc).join(', ') || 'no area'}`,
    ),
  ];
  return lines.join('\n');
}

/** Names a partner, with a token to send by, a key whose signature is trusted, or both. */
export async function namePartner(
  config: Config,
  name: string,
  options: { key?: string; token?: boolean },
  say: Say,
): Promise<void> {
  if (!options.key && !options.token)
    throw new Problem('bad_input', { detail: 'Give --token, --key, or both.' });
  const pem = options.key ? (await readScanned(config, options.key)).toString('utf8') : undefined;
  const house = await openHouse(config);
  try {
    const { token } = await addPartner(house.database, HOME_ORGANISATION, {
      name,
      mayHaveToken: options.token === true,
      ...(pem === undefined ? {} : { pem }),
    });
    if (pem !== undefined) say(`Alerts signed with this key count as signed by ${name}.`);
    if (token !== undefined)
      say(
        `Token of ${name}, shown only now: ${token}\nPOST /api/v1/alerts/cap with "Authorization: Bearer <token>".`,
      );
  } finally {
    await house.close();
  }
}

/** Ends every token and key of a name. */
export async function forgetPartner(config: Config, name: string, say: Say): Promise<void> {
  const house = await openHouse(config);
  try {
    const n = await endPartner(house.database, HOME_ORGANISATION, name);
    if (n === 0) throw new Problem('not_found', { detail: `No partner is called ${name}.` });
    say(`${name} can send nothing any more, and its signature is not trusted.`);
  } finally {
    await house.close();
  }
}
