import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdsName, namesAround } from './password-context.ts';
import { changePassword } from './own-account.ts';
import { choosePassword } from './invitations.ts';
import { PASSWORD, settle, testHouse, type TestHouse } from './testing.ts';

const NAMES = ['Wayhouse', 'Harbour hub', 'door.selmora.example', 'Open Doors of Selmora'];
const rows = readFileSync(new URL('../../docs/passwords.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.endsWith('` |'))
  .map((line) => line.split(' | '))
  .map(([name = '', example = '', password = '']): [string, string, string] => [
    name.replace('| ', ''),
    example,
    password.replaceAll(/^`|` \|$/g, ''),
  ]);

describe('names that whoever tries knows (ASVS 6.1.2, 6.2.11)', () => {
  it('are listed with an example each', () => {
    expect(rows.slice(0, -1).map(([, example]) => example)).toEqual(NAMES);
  });

  it.each(rows)('%s, such as %s: %s is refused', (_name, _example, password) => {
    expect(holdsName(password, NAMES)).toBe(true);
  });

  it.each(rows.slice(0, -1))('%s alone is why', (_name, example, password) => {
    const others = NAMES.filter((name) => name !== example);
    expect(holdsName(password, others)).toBe(false);
  });

  it('are known in other scripts and with marks', () => {
    expect(holdsName('قهوة في دار الضيافة مساء', ['دار الضّيافة'])).toBe(true);
    expect(holdsName('три коти в Домі Надії', ['дім надії', 'домі надії'])).toBe(true);
    expect(holdsName('Encore la maison ecoute ici', ['Maison Écoute'])).toBe(true);
  });

  it.each([
    PASSWORD,
    'careful lanterns on the quay',
    'the harbour was loud with gulls at dawn',
    'drei Katzen im Schnee',
    'gX7!kd02Lm#q',
  ])('%s is taken', (password) => {
    expect(holdsName(password, [...NAMES, 'Care', 'An'])).toBe(false);
  });
});

describe('choosing a password', () => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await testHouse();
  });
  afterAll(() => house.close());

  it('looks at the names of this house: product, installation, address, own organisation', async () => {
    expect(await namesAround(house.door, house.org)).toEqual([
      'Wayhouse',
      'Wayhouse',
      'door.selmora.example',
      'Selmora Network of Open Doors',
    ]);
  });

  it('refuses them at the link and at a change, with the reason', async () => {
    const bad = 'my Selmora network of open doors';
    const refused = { code: 'bad_input', field: 'password' };
    const [first] = house.administrators;
    await expect(choosePassword(house.door, first?.token ?? '', bad)).rejects.toMatchObject({
      ...refused,
      detail: expect.stringContaining('name of this service') as string,
    });
    const amira = await settle(house, first as never);
    await expect(changePassword(house.door, amira, bad)).rejects.toMatchObject(refused);
    await changePassword(house.door, amira, 'eight gulls over the old pier');
  });
});
