/**
 * Who may import whom (overview, section 3; style.md): edges → rooms → firewall → database, rules only rules.
 * Reads the import lines of every file; prints each import that breaks a rule and why.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');

/** Rules: no I/O, no clock, no Intl; they run on the server, in the browser and behind SMS. */
const RULE_FOLDERS = ['finder', 'learning'];
const RULE_FILES = [
  'alerts/cap/alert.ts',
  'alerts/cap/read-xml.ts',
  'directory/fact-codes.ts',
  'directory/needs.ts',
  'directory/damm.ts',
  'directory/listing.ts',
  'directory/profile.ts',
  'directory/what-is-asked.ts',
  'directory/read/schedule-rule.ts',
  'directory/read/freshness.ts',
  'languages/days.ts',
  'languages/direction.ts',
  'desk/clock.ts',
  'desk/counts.ts',
  'desk/follow-ups.ts',
  'desk/kinds.ts',
  'desk/operation.ts',
  'desk/queue.ts',
  'desk/screening.ts',
  'desk/spaces.ts',
  'desk/spoken-code.ts',
  'desk/told.ts',
  'desk/urgency.ts',
  'desk/values.ts',
  'desk/visit.ts',
  'firewall/consent/life-saving.ts',
  'guidance/card.ts',
  'guidance/info-points.ts',
  'guidance/kits.ts',
  'guidance/standing.ts',
  'referrals/conditions.ts',
  'referrals/deadlines.ts',
  'referrals/packet.ts',
  'referrals/schemas.ts',
  'referrals/states.ts',
  'staff/provider-strength.ts',
  'sync/batches.ts',
  'sync/event-log.ts',
  'sync/rules.ts',
  'sync/wire.ts',
];
/** The same on the server and in a browser, with what both have (`crypto`, `Intl`): importable as rules are, without I/O. */
const BOTH_SIDES = [
  'desk/check-operation.ts',
  'protection/member-key.ts',
  'protection/statement.ts',
  'sync/signature.ts',
  'sync/wipe-order.ts',
];
/** What keeps and sends in the staff's browser: nothing of the server may come along. */
const BROWSER_FOLDER = 'console/tablet/store/';
/** Packages that are rules themselves: no I/O, the same in every browser. */
const PURE_PACKAGES = new Set(['npm:@noble/hashes', 'npm:saxes', 'npm:typebox']);
const isRule = (file: string): boolean =>
  RULE_FILES.includes(file) ||
  RULE_FOLDERS.some((folder) => file.startsWith(`${folder}/`)) ||
  file.startsWith('languages/fold') ||
  // The comparing of names is the same at the desk without a network.
  file.startsWith('people/name-');

/** Rooms, lowest first: a room imports only from rooms that stand before it. */
const LAYERS = [
  ['config.ts', 'http', 'languages', 'finder'],
  ['database'],
  ['firewall'],
  ['jobs', 'organisations', 'staff'],
  ['directory'],
  ['guidance', 'people', 'desk', 'protection', 'channels', 'demo', 'api'],
  // Referrals have pages of their own, in the frame of the public ones.
  ['site', 'sync', 'referrals', 'alerts'],
  ['console', 'my'],
  ['site-house.ts'],
  ['app.ts'],
  ['commands'],
  ['main.ts'],
];
/** What everybody may use from a folder above: the catalogue of problems and the shape of settings. */
const SHARED = new Set([
  'http/problem.ts',
  'http/problem-codes.ts',
  'http/html.ts',
  'http/qr-code.ts',
  'config.ts',
  'http/index.ts',
]);

type Import = { from: string; to: string; line: number };

export function breaks({ from, to }: Import): string | undefined {
  const isTest = from.endsWith('.test.ts') || from.endsWith('testing.ts');
  // Attack programs (`test/`) drive the program from outside; what is shipped never needs one.
  if (to.startsWith('../test/') && !isTest && !from.startsWith('../test/'))
    return 'only tests import attack programs';
  if (from.startsWith('../test/')) return undefined;
  if (to.startsWith('npm:')) {
    if (isRule(from) && !isTest && !PURE_PACKAGES.has(to))
      return 'a rule imports nothing from outside the rules';
    if (/^npm:(pg|pg-query-stream)$/.test(to) && !from.startsWith('database/'))
      return 'only database/ speaks to PostgreSQL';
    return undefined;
  }
  if (to.startsWith('node:')) {
    if (isTest) return undefined;
    if (isRule(from) || BOTH_SIDES.includes(from)) return 'a rule does no I/O';
    return from.startsWith(BROWSER_FOLDER) ? 'a browser has no Node' : undefined;
  }
  if (to === 'app.ts' && from !== 'main.ts' && !from.startsWith('commands/') && !isTest)
    return 'nothing imports app.ts but the command line';
  if (isTest) return undefined;
  if (isRule(from) && !isRule(to)) return 'a rule imports only rules';
  const free = isRule(to) || BOTH_SIDES.includes(to);
  if (BOTH_SIDES.includes(from) && !free) return 'what runs on both sides imports only rules';
  // Outside the source folder stand data: package.json, locales, demo.
  if (to.startsWith('..') && to.endsWith('.json')) return undefined;
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  if (from.startsWith(BROWSER_FOLDER) && !free && !to.startsWith(BROWSER_FOLDER))
    return 'the tablet imports nothing of the server';
  if (fromRoom === toRoom || SHARED.has(to) || free) return undefined;
  if (
    toRoom === 'database' &&
    fromRoom !== 'firewall' &&
    !['app.ts', 'site-house.ts'].includes(fromRoom) &&
    fromRoom !== 'commands' &&
    to !== 'database/index.ts'
  ) {
    return 'rooms use the database only through its door, and transactions only through firewall/';
  }
  if (layerOf(toRoom) > layerOf(fromRoom)) return `${toRoom} stands above ${fromRoom}`;
  const pastTheDoor =
    to.includes('/') &&
    !to.endsWith('/index.ts') &&
    !['http', 'languages'].includes(toRoom) &&
    !['app.ts', 'site-house.ts', 'commands', 'main.ts'].includes(fromRoom);
  if (pastTheDoor && fromRoom !== 'firewall')
    return `rooms import ${toRoom} only through ${toRoom}/index.ts`;
  return undefined;
}

const roomOf = (file: string): string =>
  file.includes('/') ? file.slice(0, file.indexOf('/')) : file;
function layerOf(room: string): number {
  const layer = LAYERS.findIndex((rooms) => rooms.includes(room));
  return layer === -1 ? LAYERS.findIndex((rooms) => rooms.includes('directory')) : layer;
}

export function importsOf(file: string, text: string): Import[] {
  const imports: Import[] = [];
  const pattern =
    /^\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  for (const match of text.matchAll(pattern)) {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    const line = text.slice(0, match.index).split('\n').length;
    const bare = target.replace(/^node:/, '');
    const to = target.startsWith('.')
      ? relative(source, resolve(source, dirname(file), target))
      : builtinModules.includes(bare)
        ? `node:${bare}`
        : `npm:${target
            .split('/')
            .slice(0, target.startsWith('@') ? 2 : 1)
            .join('/')}`;
    imports.push({ from: file, to, line });
  }
  return imports;
}

export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .sort();
}

/** Where a rule touches the world without importing it. */
export function touchesWorld(file: string, text: string): string | undefined {
  if (!isRule(file) || file.endsWith('.test.ts')) return undefined;
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  return /\b(Intl\.|Date\.now|new Date\(\)|Math\.random|process\.|globalThis|document\.|window\.(?=document|location|navigator|fetch)|fetch\()/.exec(
    code,
  )?.[0];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let count = 0;
  const report = (file: string, line: number, text: string): void => {
    count++;
    process.stdout.write(`src/${file}:${line} ${text}\n`);
  };
  const files = [
    ...filesUnder(source),
    ...filesUnder(join(root, 'test')).map((file) => `../test/${file}`),
  ];
  for (const file of files) {
    const text = readFileSync(join(source, file), 'utf8');
    for (const found of importsOf(file, text)) {
      const why = breaks(found);
      if (why) report(file, found.line, `imports ${found.to}: ${why}`);
    }
    const world = touchesWorld(file, text);
    if (world) report(file, 1, `uses ${world}: a rule has no clock, no chance and no world`);
  }
  process.stdout.write(`${files.length} files, ${count} broken boundaries\n`);
  process.exitCode = count ? 1 : 0;
}
