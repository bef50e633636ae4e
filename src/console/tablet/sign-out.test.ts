import { expect, test, vi } from 'vitest';
import { signOutWholly } from './sign-out.ts';
import { openMemoryDesk, type Desk } from './store/index.ts';

const answered = (status: number) => vi.fn(() => Promise.resolve(new Response('{}', { status })));
const desk = (more: Partial<Desk> = {}): Desk => ({ ...openMemoryDesk({}), ...more });

test('signing out of the tablet sends first, closes the desk, and ends the sign-in of the browser', async () => {
  const order: string[] = [];
  const one = desk();
  const send = vi.fn(() => {
    order.push(`house, desk ${one.state().cover}`);
    return Promise.resolve(new Response('{}'));
  });
  one.sync = () => Promise.resolve(void order.push('sent'));
  expect(await signOutWholly(one, send)).toBe('/staff/signed-out');
  expect(order).toEqual(['sent', 'house, desk signed-out']);
  expect(send).toHaveBeenCalledWith(
    '/api/staff/sign-out',
    expect.objectContaining({ method: 'POST', body: '{}' }),
  );
});

test('without a line, or when nothing can be sent, the desk closes all the same', async () => {
  for (const send of [() => Promise.reject(new TypeError('offline')), answered(401)]) {
    const one = desk({ sync: () => Promise.reject(new Error('broken')) });
    expect(await signOutWholly(one, send)).toBe('/desk/');
    expect(one.state().cover).toBe('signed-out');
  }
});

test('a sign-in that is somebody else’s by now is left alone', async () => {
  const one = desk();
  const whole = one.state;
  one.state = () => ({ ...whole(), signedOut: true });
  const send = answered(200);
  expect(await signOutWholly(one, send)).toBe('/desk/');
  expect(send).not.toHaveBeenCalled();
});
