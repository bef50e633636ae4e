import { describe, expect, test } from 'vitest';
import { breaks, importsOf, touchesWorld } from './boundaries.ts';

const from = (file: string, to: string) => breaks({ from: file, to, line: 1 });

describe('boundaries', () => {
  test('a rule that imports I/O fails the check', () => {
    expect(from('finder/match.ts', 'node:fs')).toBe('a rule does no I/O');
    expect(from('finder/match.ts', 'npm:pg')).toBeDefined();
    expect(from('finder/match.ts', 'database/index.ts')).toBe('a rule imports only rules');
    expect(from('finder/match.ts', 'directory/needs.ts')).toBeUndefined();
  });
  test('a room that reaches past another’s door fails the check', () => {
    expect(from('site/results.ts', 'directory/read/listings.ts')).toContain('directory/index.ts');
    expect(from('site/results.ts', 'directory/index.ts')).toBeUndefined();
    expect(from('site/results.ts', 'directory/listing.ts')).toBeUndefined();
  });
  test('nothing imports app.ts but the command line', () => {
    expect(from('site/routes.ts', 'app.ts')).toContain('app.ts');
    expect(from('main.ts', 'app.ts')).toBeUndefined();
  });
  test('a lower room does not import a higher one', () => {
    expect(from('directory/read/listings.ts', 'site/index.ts')).toContain('above');
    expect(from('firewall/act.ts', 'directory/index.ts')).toContain('above');
  });
  test('the tablet brings nothing of the server along', () => {
    expect(from('console/tablet/store/outbox.ts', 'sync/wire.ts')).toBeUndefined();
    expect(from('console/tablet/store/seal.ts', 'sync/signature.ts')).toBeUndefined();
    expect(from('console/tablet/store/outbox.ts', 'sync/index.ts')).toContain('nothing of the');
    expect(from('console/tablet/store/outbox.ts', 'console/words.ts')).toContain('nothing of');
    expect(from('console/tablet/store/outbox.ts', 'node:fs')).toContain('no Node');
    expect(from('sync/signature.ts', 'node:crypto')).toBe('a rule does no I/O');
    expect(from('sync/signature.ts', 'sync/apply.ts')).toContain('only rules');
  });
  test('only the firewall reaches into the database', () => {
    expect(from('directory/read/listings.ts', 'database/database.ts')).toContain('door');
    expect(from('directory/read/listings.ts', 'npm:pg')).toContain('only database/');
    expect(from('firewall/act.ts', 'database/database.ts')).toBeUndefined();
  });
  test('imports are found in every form they are written in', () => {
    const text = `import { a } from './x.ts';\nimport type {\n  B,\n} from "../finder/query.ts";\nexport { c } from './y.ts';\nimport './z.ts';\nconst d = await import('node:fs');`;
    expect(importsOf('site/page.ts', text).map(({ to }) => to)).toEqual([
      'site/x.ts',
      'finder/query.ts',
      'site/y.ts',
      'site/z.ts',
      'node:fs',
    ]);
  });
  test('a rule that reads the clock fails the check', () => {
    expect(touchesWorld('finder/match.ts', 'const t = Date.now();')).toBe('Date.now');
    expect(
      touchesWorld('finder/match.ts', '// Date.now is not here\nconst t = now;'),
    ).toBeUndefined();
    expect(touchesWorld('site/page.ts', 'const t = Date.now();')).toBeUndefined();
  });
});
