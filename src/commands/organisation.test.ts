import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { makeFirstOrganisation, pointToConsole } from './organisation.ts';

const config = readConfig({ WAYHOUSE_ORIGIN: 'https://door.selmora.example' });
const good = {
  name: 'Harbour hub',
  country: 'XW',
  kind: 'humanitarian',
  administrator: ['amira:Amira', 'tesfay:Tesfay'],
};
const refusal = (change: object) =>
  makeFirstOrganisation(config, { ...good, ...change }, () => {}).catch((error: unknown) => error);

describe('organisation first', () => {
  it.each([
    [{ administrator: ['amira:Amira'] }, 'administrator'],
    [{ administrator: ['amira:Amira', 'AMIRA:Other'] }, 'administrator'],
    [{ administrator: ['amira', 'tesfay:Tesfay'] }, 'administrator'],
    [{ administrator: ['a:Amira', 'tesfay:Tesfay'] }, 'administrator'],
    [{ country: 'Greece' }, 'country'],
    [{ kind: 'border_police' }, 'kind'],
  ])('says which option is wrong: %j', async (change, field) => {
    expect(await refusal(change)).toMatchObject({ code: 'bad_input', field });
  });

  it('refuses a body that enforces immigration law before any database is opened', async () => {
    expect(await refusal({ name: 'Selmora Border-Guard' })).toMatchObject({
      code: 'recipient_barred',
      field: 'name',
    });
  });
});

it('points to the console instead of going round a session', () => {
  expect(() => pointToConsole(config, 'add')).toThrow('https://door.selmora.example/staff/access');
});
