/** Streets, positions, buses and doors: a place for a service, drawn from its own name. */
import streets from '#root/demo/streets.json' with { type: 'json' };
import { placeOf, townOf } from './gazetteer.ts';
import { isLand, nearestShore } from './land.ts';
import type { Answer, Answers, PlacePlan } from './plan.ts';
import { chanceOf, type Chance } from './random.ts';

/** Kilometres from the middle of a settlement within which its services stand. */
function reach(area: string): number {
  const { kind, population = 0 } = placeOf(area);
  if (kind === 'quarter') return 0.55;
  return population > 60_000 ? 1.6 : population > 20_000 ? 1 : 0.6;
}

/** A point on land near the middle of `area`, to 5 decimals. */
export function positionIn(area: string, chance: Chance): { lat: number; lon: number } {
  const { lat, lon } = placeOf(area);
  for (let tries = 0; tries < 50; tries++) {
    const distance = reach(area) * Math.sqrt(chance.next());
    const angle = chance.next() * 2 * Math.PI;
    const at = {
      lat: round(lat + (distance * Math.sin(angle)) / 110.99, 5),
      lon: round(
        lon + (distance * Math.cos(angle)) / (111.32 * Math.cos((lat * Math.PI) / 180)),
        5,
      ),
    };
    if (isLand([at.lon, at.lat])) return at;
  }
  return { lat, lon };
}

function round(n: number, decimals: number): number {
  return Number(n.toFixed(decimals));
}

export function streetIn(chance: Chance): string {
  return `${chance.pick(streets.streets)} ${chance.between(1, 148)}`;
}

function transportTo(area: string, chance: Chance): string {
  const stop = chance.pick(streets.stops);
  const line = chance.between(1, townOf(area).population ?? 0) % 29;
  return chance
    .pick(streets.transport)
    .replace('{line}', String(line + 1))
    .replace('{stop}', stop);
}

const ACCESS: Record<'yes' | 'no', readonly string[]> = {
  yes: streets.access.yes,
  no: streets.access.no,
};

/** The door and the rooms: known for about half of the places. */
function spaceFacts(chance: Chance): Answers {
  const draw = (yes: number, no: number): Answer => {
    const x = chance.next();
    return x < yes ? 'yes' : x < yes + no ? 'no' : 'unknown';
  };
  const drawn: Answers = {
    step_free: draw(0.42, 0.2),
    accessible_toilet: draw(0.24, 0.2),
    near_transport: draw(0.52, 0.1),
  };
  return Object.fromEntries(Object.entries(drawn).filter(([, answer]) => answer !== 'unknown'));
}

/** A public place in `area` that always comes out the same for the same `key`. */
export function placeIn(area: string, key: string, given: Partial<PlacePlan> = {}): PlacePlan {
  const chance = chanceOf('place', key);
  const position = positionIn(area, chance);
  const facts = { ...spaceFacts(chance), ...given.facts };
  const step = facts.step_free;
  const access = step && step !== 'unknown' ? chance.pick(ACCESS[step]) : undefined;
  return {
    key,
    area,
    street: streetIn(chance),
    position,
    ...(chance.chance(0.7) ? { transport: transportTo(area, chance) } : {}),
    ...(access ? { access } : {}),
    checked: chance.between(2, 150),
    ...given,
    facts,
  };
}

/** A ferry terminal: on the shore of `area`, just inside the land. */
export function terminalIn(area: string): { lat: number; lon: number } {
  const { lat, lon } = placeOf(area);
  const [x, y] = nearestShore([lon, lat]);
  return { lat: round(y + (lat - y) * 0.08, 5), lon: round(x + (lon - x) * 0.08, 5) };
}

/** No door to go to: a phone, a screen, or a place that is told by phone only. */
export function phoneOnly(key: string, area: string, given: Partial<PlacePlan> = {}): PlacePlan {
  return { key, area, disclosure: 'phone_only', checked: 20, ...given };
}
