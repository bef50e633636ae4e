import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barredField, barredSql, readBarred } from './barred.ts';

const list = readBarred();
const of = (name: string, country = 'XW', domains: string[] = []) =>
  barredField(list, { name, country, domains });

describe('the list of barred bodies', () => {
  it('is in the database as it stands in the files', () => {
    const migration = readFileSync(
      new URL('../../database/migrations/0016_barred_bodies.sql', import.meta.url),
      'utf8',
    );
    expect(migration).toContain(`${barredSql(list)};`);
  });

  it('names its source, and each country once', () => {
    expect(new Set(list.map(({ country }) => country)).size).toBe(list.length);
    for (const { country, bodies } of list) {
      expect(country).toMatch(/^([A-Z]{2}|\*)$/);
      for (const { names, source, domains } of bodies) {
        expect(names.length).toBeGreaterThan(0);
        expect(source.length).toBeGreaterThan(5);
        for (const domain of domains) expect(domain).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
      }
    }
  });
});

describe('spelling variants', () => {
  it.each([
    ['U.S. Immigration and Customs Enforcement', 'US'],
    ['IMMIGRATION AND CUSTOMS ENFORCEMENT (ICE)', 'US'],
    ['Immigration  and\u00a0Customs\u200bEnforcement', 'US'],
    ['Іmmigration аnd Сustoms Enforсement', 'US'],
    ['ice', 'US'],
    ['I.C.E.', 'US'],
    ['Police aux frontieres', 'FR'],
    ['Direction nationale de la POLICE AUX FRONTIÈRES', 'FR'],
    ['Auslanderbehorde Musterstadt', 'DE'],
    ['Ausländerbehörde', 'DE'],
    ['Straz Graniczna', 'PL'],
    ['Frontex', 'GR'],
    ['Border-Force', 'GB'],
    ['BorderForce', 'GB'],
    ['B o r d e r F o r c e volunteers', 'GB'],
    ['جهاز مكافحه الهجره غير الشرعيه', 'LY'],
    ['جمعية حرس حدود سلمورا', 'ES'],
    ['Selmora Border Guard Welfare Fund', 'XW'],
    ['Bundespolizei', 'FR'],
  ])('%s is barred', (name, country) => {
    expect(of(name, country)).toBe('name');
  });

  it.each([
    ['Ice House Shelter', 'US'],
    ['Harbour Clinic', 'XW'],
    ['Médecins du port', 'FR'],
    ['Border Town Legal Aid', 'GB'],
    ['Refugee and Migrant Health Network', 'AU'],
    ['SEM', 'FR'],
    ['مركز الميناء الصحي', 'LB'],
  ])('%s is not', (name, country) => {
    expect(of(name, country)).toBeUndefined();
  });

  it('sees through case, accents, hyphens and look-alike letters in every listed name', () => {
    const names = list.flatMap(({ bodies }) => bodies.flatMap((body) => body.names));
    const variants: readonly ((name: string) => string)[] = [
      (name) => name.toUpperCase(),
      (name) => name.normalize('NFD').replace(/[\u0300-\u036f]/g, ''),
      (name) => name.replaceAll(' ', '  -  '),
      (name) => `The ${name}, welfare branch`,
      (name) => name.replaceAll('a', 'а').replaceAll('o', 'о').replaceAll('e', 'е'),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.constantFrom(...variants), (name, change) => {
        expect(of(change(name))).toBe('name');
      }),
      { numRuns: 400 },
    );
  });

  it('bars domains and what is below them, not what merely ends alike', () => {
    expect(of('Fine', 'US', ['mail.ice.gov'])).toBe('domains');
    expect(of('Fine', 'US', ['someone@ICE.gov.'])).toBe('domains');
    expect(of('Fine', 'US', ['notice.gov', 'ice.gov.example'])).toBeUndefined();
  });
});
