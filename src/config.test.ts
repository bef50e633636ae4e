import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('without any setting a laptop gets what it needs', () => {
  expect(readConfig({})).toMatchObject({
    port: 8080,
    host: '127.0.0.1',
    logLevel: 'info',
    rateLimit: 600,
  });
});

test('a wrong setting names itself and the form it should have', () => {
  expect(() => readConfig({ PORT: 'eighty' })).toThrow(
    'PORT must be a port number from 0 to 65535',
  );
  expect(() => readConfig({ DATABASE_URL: 'mysql://x' })).toThrow(
    'DATABASE_URL must be postgresql://',
  );
  expect(() => readConfig({ WAYHOUSE_TERRITORY: 'Jordan' })).toThrow('two-letter country code');
});

test('emergency numbers are read by kind, and a wrong one says which kinds there are', () => {
  expect(
    readConfig({ WAYHOUSE_EMERGENCY_NUMBERS: 'all=112, child=116 111' }).emergencyNumbers,
  ).toEqual([
    { kind: 'all', number: '112' },
    { kind: 'child', number: '116 111' },
  ]);
  expect(() => readConfig({ WAYHOUSE_EMERGENCY_NUMBERS: '112' })).toThrow('kinds: all, ambulance');
});

test('a scanner is a socket of this machine or a port, and nothing else', () => {
  const read = (text: string) => readConfig({ WAYHOUSE_CLAMD: text }).clamd;
  expect(readConfig({}).clamd).toBeUndefined();
  expect(read('unix:/run/clamav/clamd.ctl')).toEqual({ path: '/run/clamav/clamd.ctl' });
  expect(read('unix:///run/clamav/clamd.ctl')).toEqual({ path: '/run/clamav/clamd.ctl' });
  expect(read('tcp://127.0.0.1:3310')).toEqual({ host: '127.0.0.1', port: 3310 });
  expect(read('tcp://[::1]:3310')).toEqual({ host: '::1', port: 3310 });
  for (const wrong of [
    'yes',
    'unix:clamd.ctl',
    'tcp://scanner',
    'tcp://a:0',
    'tcp://a:99999',
    'tcp://u:p@a:1',
    'http://a:1',
  ])
    expect(() => read(wrong), wrong).toThrow(
      'WAYHOUSE_CLAMD must be the socket of a virus scanner',
    );
});

test('an unknown setting of ours is an error, not silence', () => {
  expect(() => readConfig({ WAYHOUSE_DATE: '/data' })).toThrow('WAYHOUSE_DATE must be one of PORT');
  expect(() => readConfig({ SOMETHING_ELSE: '1' })).not.toThrow();
});

test('several wrong settings are told at once', () => {
  expect(() => readConfig({ PORT: '-1', WAYHOUSE_METRICS: 'yes' })).toThrow(
    /PORT .*; WAYHOUSE_METRICS /,
  );
});
