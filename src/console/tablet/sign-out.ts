/** Leaving a tablet: what can still go is sent, what is readable goes, and the sign-in of this browser ends, so that nobody finds it open. */
import type { Desk } from './store/index.ts';

/** A slow line must not hold up whoever wants to go home, ms. */
const PATIENCE = 8000;

/**
 * Without a line the desk closes all the same; the sign-in then ends by itself after its minutes of quiet.
 * @returns where to go from here
 */
export async function signOutWholly(
  desk: Desk,
  send: typeof fetch = (...given) => fetch(...given),
): Promise<'/staff/signed-out' | '/desk/'> {
  await Promise.race([
    desk.sync().catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, PATIENCE)),
  ]);
  // Over, or somebody else's: then it is not hers to end.
  const { signedOut } = desk.state();
  await desk.signOut();
  if (signedOut) return '/desk/';
  try {
    const answer = await send('/api/staff/sign-out', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE),
    });
    return answer.ok ? '/staff/signed-out' : '/desk/';
  } catch {
    return '/desk/';
  }
}
