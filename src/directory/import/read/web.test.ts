import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { readHsdsJson } from './hsds-json.ts';
import { isPrivateAddress, openWeb } from './web.ts';

describe('HSDS over the web', () => {
  test('reads all pages of an API, each with what nests in it', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? '1');
      response.end(
        JSON.stringify({
          total_pages: 3,
          page_number: page,
          last_page: page === 3,
          contents: [{ id: `s${page}`, name: `Kitchen ${page}`, status: 'active' }],
        }),
      );
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const { files } = openWeb(
        `http://127.0.0.1:${(server.address() as AddressInfo).port}/hsds/services`,
        { allowPrivate: true, modifiedAfter: '2026-01-01T00:00:00Z' },
      );
      const [file] = files;
      const names: unknown[] = [];
      if (file)
        for await (const record of readHsdsJson(file, () => {}))
          names.push('broken' in record ? record : record.values['name']);
      expect(names).toEqual(['Kitchen 1', 'Kitchen 2', 'Kitchen 3']);
      expect(asked[0]).toBe('/hsds/services?modified_after=2026-01-01T00%3A00%3A00Z&full=true');
      expect(asked).toHaveLength(3);
    } finally {
      server.close();
    }
  });

  test.each([
    'http://example.org/x',
    'file:///etc/passwd',
    'https://user:pass@example.org/',
    'https://127.0.0.1/',
    'https://10.1.2.3/',
    'https://[::1]/',
    'https://169.254.169.254/latest',
    'nonsense',
  ])('%s is not taken', (address) => {
    expect(() => openWeb(address)).toThrow(expect.objectContaining({ code: 'bad_input' }));
  });

  test('a name that leads to a private address is refused when it is looked up', async () => {
    const [file] = openWeb('https://localhost/services').files;
    await expect(
      (async () => {
        if (file) for await (const _ of file.open()) break;
      })(),
    ).rejects.toMatchObject({ code: 'bad_input' });
  });

  test.each([
    ['127.0.0.1', true],
    ['::ffff:10.0.0.1', true],
    ['fd00::1', true],
    ['172.31.0.1', true],
    ['172.32.0.1', false],
    ['93.184.216.34', false],
    ['2606:2800:220:1::1', false],
    ['', true],
  ])('%s is private: %s', (address, outcome) => {
    expect(isPrivateAddress(address)).toBe(outcome);
  });
});
