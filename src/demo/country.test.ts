import { describe, expect, it } from 'vitest';
import { isCode } from '../directory/damm.ts';
import { NEED_CODES, isEssential } from '../directory/needs.ts';
import type { HsdsService } from './assemble.ts';
import { demoServices } from './country.ts';
import { hiddenPlaces } from './hidden.ts';

const TODAY = '2026-11-22';
const services = [...demoServices(TODAY)];
const places = services.flatMap((service) => service.service_at_locations);
const locations = new Map(places.map(({ location }) => [location.id, location]));

/** Every object with an id, wherever it is nested. */
function* objects(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) for (const item of value) yield* objects(item);
  else if (typeof value === 'object' && value !== null) {
    yield value as Record<string, unknown>;
    for (const inner of Object.values(value)) yield* objects(inner);
  }
}

describe('the demonstration country', () => {
  it('comes out byte for byte the same', () => {
    expect(JSON.stringify([...demoServices(TODAY)])).toBe(JSON.stringify(services));
  });

  it('keeps its ids and codes on another day, and moves its dates', () => {
    const later = [...demoServices('2027-06-30')];
    const codes = (all: HsdsService[]) =>
      all.map((one) => [one.id, one.service_at_locations.map((at) => at.wayhouse.code)]);
    expect(codes(later)).toEqual(codes(services));
    expect(later.find((one) => one.name === 'Lantern Kitchen')).toMatchObject({
      assured_date: '2027-06-28',
    });
    expect(services.find((one) => one.name === 'Lantern Kitchen')).toMatchObject({
      assured_date: '2026-11-20',
    });
  });

  it('says precisely what is wrong with a today that is no day', () => {
    expect(() => [...demoServices('22.11.2026')]).toThrow(/today: expected YYYY-MM-DD/);
  });

  it('has 3 national and 114 local centres, 2 border points and about 600 services', () => {
    const points = [...locations.values()].flatMap(({ wayhouse }) => wayhouse.point ?? []);
    const count = (kind: string) => points.filter((point) => point.kind === kind).length;
    expect(count('one_stop_centre')).toBe(117);
    expect(services.filter((one) => one.name.startsWith('National one-stop centre'))).toHaveLength(
      3,
    );
    expect(count('border_centre')).toBe(2);
    expect(services.length).toBeGreaterThan(580);
    expect(services.length).toBeLessThan(650);
    expect(new Set(points.map((point) => point.kind)).size).toBeGreaterThanOrEqual(8);
  });

  it('covers every need, the essential ones in at least five regions', () => {
    const missing = NEED_CODES.filter(
      (need) => !services.some((one) => one.wayhouse.needs?.includes(need)),
    );
    expect(missing).toEqual([]);
    const regions = (branch: string) =>
      new Set(
        services
          .filter((one) => one.wayhouse.needs?.some((need) => need.split('.')[0] === branch))
          .flatMap((one) =>
            one.service_at_locations.map((at) => at.location.wayhouse.area?.slice(0, 4)),
          ),
      ).size;
    for (const branch of new Set(
      NEED_CODES.filter(isEssential).map((need) => need.split('.')[0] as string),
    ))
      expect(regions(branch), branch).toBeGreaterThanOrEqual(5);
  });

  it('gives every code once, each with a right check digit', () => {
    const organisations = new Map(
      services.map(({ organization }) => [organization.id, organization]),
    );
    const codes = [
      ...places.map((at) => at.wayhouse.code),
      ...[...locations.values()].flatMap(({ wayhouse }) => wayhouse.point?.code ?? []),
      ...[...organisations.values()].map((one) => one.wayhouse.code),
    ] as string[];
    expect(codes.filter((code) => !isCode(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('writes one thing the same way wherever it is nested', () => {
    const seen = new Map<string, string>();
    for (const object of objects(services)) {
      if (typeof object['id'] !== 'string') continue;
      const text = JSON.stringify(object);
      expect(seen.get(object['id']) ?? text, text.slice(0, 200)).toBe(text);
      seen.set(object['id'], text);
    }
  });

  it('names every service at its place so that no two read alike', () => {
    const names = services.map((one) => one.name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('never lets a network provider of an essential need ask for a residence paper', () => {
    const wrong = services.filter(
      (one) =>
        one.organization.wayhouse.in_network &&
        one.wayhouse.needs?.some(isEssential) &&
        one.wayhouse.facts?.some(
          (fact) => fact.code === 'asks_residence_paper' && fact.value === 'yes',
        ),
    );
    expect(wrong.map((one) => one.name)).toEqual([]);
  });

  it('has providers that ask for papers, cost money or tell authorities, so that wishes part them', () => {
    const known = (code: string, value: string) =>
      services.filter((one) =>
        one.wayhouse.facts?.some((fact) => fact.code === code && fact.value === value),
      ).length;
    expect(known('asks_identity', 'yes')).toBeGreaterThan(20);
    expect(known('asks_residence_paper', 'yes')).toBeGreaterThan(1);
    expect(known('shares_with_authorities', 'yes')).toBeGreaterThan(5);
    expect(known('free', 'no')).toBeGreaterThan(20);
    expect(known('free', 'yes')).toBeGreaterThan(200);
  });

  it('leaves a third to a half of the questions about papers, fees and reporting open', () => {
    const asked = [
      'free',
      'asks_name',
      'asks_identity',
      'asks_address',
      'asks_insurance',
      'shares_with_authorities',
      'walk_in',
      'woman_provider',
      'interpreter_on_request',
    ];
    const known = services
      .flatMap((one) => one.wayhouse.facts ?? [])
      .filter((fact) => fact.value !== 'unknown' && asked.includes(fact.code)).length;
    const unknown = 1 - known / (services.length * asked.length);
    expect(unknown).toBeGreaterThan(0.3);
    expect(unknown).toBeLessThan(0.5);
  });

  it('has agreements in every state', () => {
    const agreements = [...locations.values()].flatMap(
      ({ wayhouse }) => wayhouse.point?.agreement ?? [],
    );
    const some = (test: (one: (typeof agreements)[number]) => boolean) => agreements.some(test);
    expect(some((one) => one.kind === 'none')).toBe(true);
    expect(some((one) => one.kind === 'informal')).toBe(true);
    expect(some((one) => Boolean(one.breached_on))).toBe(true);
    expect(some((one) => (one.valid_to ?? TODAY) < TODAY)).toBe(true);
    expect(some((one) => (one.valid_to ?? '') > '2026-12-23')).toBe(true);
    expect(
      some((one) => (one.valid_to ?? '') > TODAY && (one.valid_to ?? '9') <= '2026-12-22'),
    ).toBe(true);
  });

  it('has fresh, overdue, long unchecked and never checked records', () => {
    const ages = services.map((one) =>
      typeof one['assured_date'] === 'string'
        ? (Date.parse(TODAY) - Date.parse(one['assured_date'])) / 86_400_000
        : undefined,
    );
    expect(ages.filter((age) => age === undefined).length).toBeGreaterThan(5);
    expect(ages.filter((age) => age !== undefined && age > 120).length).toBeGreaterThan(10);
    expect(
      ages.filter((age) => age !== undefined && age > 90 && age <= 120).length,
    ).toBeGreaterThan(20);
    expect(ages.filter((age) => age !== undefined && age < 90).length).toBeGreaterThan(450);
  });

  it('has free and full places, counted just now and too long ago', () => {
    type Capacity = { available: number; maximum: number; updated: string; unit: { name: string } };
    const noon = Date.parse(`${TODAY}T12:00:00Z`);
    const all = services.flatMap((one) => (one['capacities'] ?? []) as Capacity[]);
    const hours = (one: Capacity) => (noon - Date.parse(one.updated)) / 3_600_000;
    const beds = all.filter((one) => one.unit.name === 'Bed');
    expect(beds.some((one) => hours(one) <= 6 && one.available > 0)).toBe(true);
    expect(beds.some((one) => hours(one) <= 6 && one.available === 0)).toBe(true);
    expect(all.some((one) => hours(one) > 168)).toBe(true);
    expect(all.every((one) => one.available >= 0 && one.available <= one.maximum)).toBe(true);
    expect(all.every((one) => hours(one) >= 0)).toBe(true);
  });

  it('ages free places from the instant when one is given', () => {
    const evening = [...demoServices(`${TODAY}T21:30:00Z`)].find(
      (one) => one.name === 'Night Lamp House',
    );
    expect(evening?.['capacities']).toMatchObject([
      { available: 9, updated: '2026-11-22T20:30:00.000Z' },
    ]);
  });

  it('keeps hidden places out of every other text and position', () => {
    const hidden = hiddenPlaces(TODAY);
    expect(hidden.length).toBeGreaterThanOrEqual(8);
    const open = JSON.stringify(
      [...locations.values()].filter(
        (one) => one.wayhouse.disclosure === 'exact' && one.wayhouse.publicity === 'public',
      ),
    );
    const told = JSON.stringify(services.map(({ service_at_locations: _, ...rest }) => rest));
    for (const place of hidden) {
      expect(open).not.toContain(`"latitude":${place.lat},"longitude":${place.lon}`);
      expect(open).not.toContain(`"${place.street}"`);
      expect(told).not.toContain(place.street);
    }
    for (const location of locations.values())
      if (location.wayhouse.disclosure === 'phone_only') {
        expect(location).not.toHaveProperty('latitude');
        expect(location).not.toHaveProperty('addresses');
      }
  });
});
