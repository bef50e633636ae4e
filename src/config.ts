/** Settings from the environment: validated once, with defaults that suit one laptop. */
import { resolve } from 'node:path';
import { isTimeZone } from './languages/zone.ts';
import { Problem } from './http/problem.ts';

export type Config = {
  port: number;
  host: string;
  /** Folder of the embedded database, the index and other files of this installation. */
  dataFolder: string;
  /** A PostgreSQL of your own instead of the embedded one. */
  databaseUrl?: string;
  /** Shared by all programs on one database: the roles' passwords are derived from it. */
  roleSecret?: string;
  /** Where the keys database is, when not beside the main one. */
  keysDatabaseUrl?: string;
  /** Folder of the root key and the keys of the epochs: outside data and backups. */
  keystoreFolder: string;
  /** auto: the root key is a file; manned: somebody gives a passphrase at each start. */
  keystoreMode: 'auto' | 'manned';
  /** Folder of the backups this program writes. */
  backupFolder: string;
  /** age recipients (age1…) who can open backups and the recovery kit, besides the holders of shares. */
  backupRecipients: readonly string[];
  /** Further places of the recovery kit: a stick, another machine. */
  kitFolders: readonly string[];
  /** Sealed values that one person of staff may have opened in an hour. */
  opensPerHour: number;
  /** Public address, for links that leave the page (QR, short links). */
  origin: string;
  /** Name of this deployment, shown on every page. */
  name: string;
  /** ISO 3166-1 code of the territory served. */
  territory: string;
  /** IANA zone of the territory, for "today" on pages that show no one place. */
  timeZone: string;
  /** Where "Leave" goes when there is a network. */
  neutralAddress: string;
  /** Free numbers shown for danger. */
  emergencyNumbers: readonly { kind: EmergencyKind; number: string }[];
  /** Requests a minute from one client before 429; 0 turns it off. */
  rateLimit: number;
  /** How many proxies in front are trusted to name the client. */
  trustedProxies: number;
  logLevel: 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** The file that describes gateways of SMS and USSD; without it none is open. */
  channelsFile?: string;
  /** Where a virus scanner (ClamAV's daemon) listens; without it files are not scanned. */
  clamd?: ClamdAddress;
  /** 'local': /metrics answers only to this machine. */
  metrics: 'local' | 'public' | 'off';
};

/** A socket of this machine, or a port. */
export type ClamdAddress = { path: string } | { host: string; port: number };

export const EMERGENCY_KINDS = [
  'all',
  'ambulance',
  'fire',
  'police',
  'violence',
  'child',
  'sea',
  'help',
] as const;
export type EmergencyKind = (typeof EMERGENCY_KINDS)[number];

type Setting = { form: string; fallback: string | undefined; read: (text: string) => unknown };

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'];

function wholeNumber(from: number, to: number): (text: string) => number | undefined {
  return (text) => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= from && value <= to ? value : undefined;
  };
}
const oneOf = (values: readonly string[]) => (text: string) =>
  values.includes(text) ? text : undefined;
const anyText = (text: string): string | undefined => (text.trim() ? text.trim() : undefined);
function address(...protocols: string[]): (text: string) => string | undefined {
  return (text) =>
    URL.canParse(text) && protocols.includes(new URL(text).protocol)
      ? text.replace(/\/$/, '')
      : undefined;
}

function emergencyNumbers(text: string): Config['emergencyNumbers'] | undefined {
  const entries = text.split(',').map((part) => {
    const [kind = '', number = ''] = part.split('=').map((half) => half.trim());
    return { kind: kind as EmergencyKind, number };
  });
  return entries.every(
    ({ kind, number }) => EMERGENCY_KINDS.includes(kind) && /^\+?[0-9 ]{2,20}$/.test(number),
  )
    ? entries
    : undefined;
}

function recipients(text: string): readonly string[] | undefined {
  const all = text.split(',').map((part) => part.trim());
  return all.every((recipient) => /^age1[02-9ac-hj-np-z]{58,}$/.test(recipient)) ? all : undefined;
}

function clamdAddress(text: string): ClamdAddress | undefined {
  const path = /^unix:(?:\/\/)?(\/.+)$/.exec(text)?.[1];
  if (path) return { path };
  const [, host, port] = /^tcp:\/\/(\[[\da-f:.]+\]|[\w.-]+):([1-9]\d{0,4})$/i.exec(text) ?? [];
  return host && URL.canParse(text)
    ? { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
    : undefined;
}

/** Every setting, with the form that it must have. The README lists the same. */
export const SETTINGS = {
  PORT: { form: 'a port number from 0 to 65535', fallback: '8080', read: wholeNumber(0, 65_535) },
  HOST: {
    form: 'an address to listen on, such as 127.0.0.1 or 0.0.0.0',
    fallback: '127.0.0.1',
    read: anyText,
  },
  DATABASE_URL: {
    form: 'postgresql://user:password@host:port/database',
    fallback: undefined,
    read: address('postgres:', 'postgresql:'),
  },
  KEYS_DATABASE_URL: {
    form: 'postgresql://user:password@host:port/database',
    fallback: undefined,
    read: address('postgres:', 'postgresql:'),
  },
  WAYHOUSE_KEYSTORE: {
    form: 'the path of a folder outside data and backups',
    fallback: undefined,
    read: (text: string) => (text ? resolve(text) : undefined),
  },
  WAYHOUSE_KEYSTORE_MODE: {
    form: 'auto or manned',
    fallback: 'auto',
    read: oneOf(['auto', 'manned']),
  },
  WAYHOUSE_BACKUPS: {
    form: 'the path of a folder',
    fallback: undefined,
    read: (text: string) => (text ? resolve(text) : undefined),
  },
  WAYHOUSE_BACKUP_RECIPIENTS: {
    form: 'age recipients (age1…), several with commas',
    fallback: undefined,
    read: recipients,
  },
  WAYHOUSE_KIT_FOLDERS: {
    form: 'paths of folders, several with commas',
    fallback: undefined,
    read: (text: string) => text.split(',').map((part) => resolve(part.trim())),
  },
  WAYHOUSE_OPENS_PER_HOUR: {
    form: 'a number from 1 to 100000',
    fallback: '300',
    read: wholeNumber(1, 100_000),
  },
  WAYHOUSE_DATA: {
    form: 'the path of a folder',
    fallback: '.wayhouse',
    read: (text: string) => (text ? resolve(text) : undefined),
  },
  WAYHOUSE_ROLE_SECRET: {
    form: 'at least 32 characters, the same for all programs on one database',
    fallback: undefined,
    read: (text: string) => (text.length >= 32 ? text : undefined),
  },
  WAYHOUSE_ORIGIN: {
    form: 'the public address, such as https://help.example',
    fallback: undefined,
    read: address('http:', 'https:'),
  },
  WAYHOUSE_NAME: { form: 'the name shown on pages', fallback: 'Wayhouse', read: anyText },
  WAYHOUSE_TERRITORY: {
    form: 'a two-letter country code (ISO 3166-1) in capitals',
    fallback: 'XW',
    read: (text: string) => (/^[A-Z]{2}$/.test(text) ? text : undefined),
  },
  WAYHOUSE_TIME_ZONE: {
    form: 'an IANA time zone, such as Asia/Amman',
    fallback: 'Europe/Lisbon',
    read: (text: string) => (isTimeZone(text) ? text : undefined),
  },
  WAYHOUSE_NEUTRAL_ADDRESS: {
    form: 'an https address that nobody minds seeing',
    fallback: 'https://www.wikipedia.org',
    read: address('https:'),
  },
  WAYHOUSE_EMERGENCY_NUMBERS: {
    form: `kind=number, several with commas, such as all=112,child=116111; kinds: ${EMERGENCY_KINDS.join(', ')}`,
    fallback: 'all=112',
    read: emergencyNumbers,
  },
  WAYHOUSE_RATE_LIMIT: {
    form: 'requests a minute from one client, 0 for no limit',
    fallback: '600',
    read: wholeNumber(0, 1_000_000),
  },
  WAYHOUSE_TRUSTED_PROXIES: {
    form: 'how many proxies stand in front, 0 to 10',
    fallback: '0',
    read: wholeNumber(0, 10),
  },
  WAYHOUSE_LOG_LEVEL: { form: LOG_LEVELS.join(', '), fallback: 'info', read: oneOf(LOG_LEVELS) },
  WAYHOUSE_CHANNELS: {
    form: 'the path of a JSON file that describes gateways (docs/channels.md)',
    fallback: undefined,
    read: (text: string) => (text ? resolve(text) : undefined),
  },
  WAYHOUSE_CLAMD: {
    form: 'the socket of a virus scanner, such as unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310',
    fallback: undefined,
    read: clamdAddress,
  },
  WAYHOUSE_METRICS: {
    form: 'local, public or off',
    fallback: 'local',
    read: oneOf(['local', 'public', 'off']),
  },
} as const satisfies Record<string, Setting>;

/** Names that other parts of the program and its tests read, with this prefix. */
const ALSO_KNOWN = new Set(['WAYHOUSE_POSTGRES_AS', 'WAYHOUSE_TEST_CLUSTER', 'WAYHOUSE_CHROMIUM']);

/**
 * Reads the settings from `environment`.
 * @throws Problem `bad_input` that names each unknown or wrong setting and the form it should have.
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const errors: { field: string; expected: string }[] = [];
  for (const name of Object.keys(environment)) {
    if (name.startsWith('WAYHOUSE_') && !Object.hasOwn(SETTINGS, name) && !ALSO_KNOWN.has(name)) {
      errors.push({ field: name, expected: `one of ${Object.keys(SETTINGS).join(', ')}` });
    }
  }
  const values = new Map<string, unknown>();
  for (const [name, setting] of Object.entries(SETTINGS) as [string, Setting][]) {
    const text = environment[name] || setting.fallback;
    if (text === undefined) continue;
    const value = setting.read(text);
    if (value === undefined) errors.push({ field: name, expected: setting.form });
    else values.set(name, value);
  }
  if (errors.length) {
    throw new Problem('bad_input', {
      detail: `Settings: ${errors.map(({ field, expected }) => `${field} must be ${expected}`).join('; ')}.`,
      errors,
    });
  }
  const optional = <T>(key: string, name: string): Partial<Record<string, T>> =>
    values.has(name) ? { [key]: values.get(name) as T } : {};
  return {
    port: values.get('PORT'),
    host: values.get('HOST'),
    dataFolder: values.get('WAYHOUSE_DATA'),
    ...optional('databaseUrl', 'DATABASE_URL'),
    ...optional('keysDatabaseUrl', 'KEYS_DATABASE_URL'),
    // Beside the data folder, never in it: a copy of the data must not hold what opens them.
    keystoreFolder:
      values.get('WAYHOUSE_KEYSTORE') ?? `${values.get('WAYHOUSE_DATA') as string}-keystore`,
    keystoreMode: values.get('WAYHOUSE_KEYSTORE_MODE'),
    backupFolder:
      values.get('WAYHOUSE_BACKUPS') ?? `${values.get('WAYHOUSE_DATA') as string}-backups`,
    backupRecipients: values.get('WAYHOUSE_BACKUP_RECIPIENTS') ?? [],
    kitFolders: values.get('WAYHOUSE_KIT_FOLDERS') ?? [],
    opensPerHour: values.get('WAYHOUSE_OPENS_PER_HOUR'),
    ...optional('roleSecret', 'WAYHOUSE_ROLE_SECRET'),
    origin: values.get('WAYHOUSE_ORIGIN') ?? `http://localhost:${String(values.get('PORT'))}`,
    name: values.get('WAYHOUSE_NAME'),
    territory: values.get('WAYHOUSE_TERRITORY'),
    timeZone: values.get('WAYHOUSE_TIME_ZONE'),
    neutralAddress: values.get('WAYHOUSE_NEUTRAL_ADDRESS'),
    emergencyNumbers: values.get('WAYHOUSE_EMERGENCY_NUMBERS'),
    rateLimit: values.get('WAYHOUSE_RATE_LIMIT'),
    trustedProxies: values.get('WAYHOUSE_TRUSTED_PROXIES'),
    logLevel: values.get('WAYHOUSE_LOG_LEVEL'),
    ...optional('channelsFile', 'WAYHOUSE_CHANNELS'),
    ...optional('clamd', 'WAYHOUSE_CLAMD'),
    metrics: values.get('WAYHOUSE_METRICS'),
  } as Config;
}
