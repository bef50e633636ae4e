import { describe, expect, it } from 'vitest';
import { passwordFault } from './password.ts';

const karim = { login: 'karim', display_name: 'Karim Haddad' };

describe('why a password cannot be taken', () => {
  it.each([
    ['short', 'short'],
    ['a'.repeat(201), 'long'],
    ['aaaaaaaaaaaaaaaa', 'plain'],
    ['123456789012345', 'plain'],
    ['karim likes the sea', 'login'],
    // Leaked often, or made of such a one as people do (ASVS 6.2.4, 6.2.12).
    ['iloveyou1234', 'guessed'],
    ['Password1234!', 'guessed'],
    ['P@ssw0rd!P@ssw0rd!', 'guessed'],
    ['qwertyuiop12', 'guessed'],
    // Of a name that whoever tries knows (ASVS 6.2.11).
    ['Wayhouse2026!', 'guessed'],
  ])('%s: %s', (password, why) => {
    expect(passwordFault(password, karim)).toBe(why);
  });

  it.each([
    'drei Katzen im Schnee',
    'кошка на окне и чай',
    'قطة على الشباك وشاي بارد',
    '窓の外の猫三匹とお茶と雪の朝',
    'gX7!kd02Lm#q',
  ])('%s is taken', (password) => {
    expect(passwordFault(password, karim)).toBeUndefined();
  });
});
