import type { Keeper } from '../keeper/messages.ts';
import type { NoteSigner } from './signed-note.ts';

/** Signs in the log's name (such as `port.example/audit`) with the keeper, which alone has the key. */
export async function logSigner(
  name: string,
  keeper: Pick<Keeper, 'sign' | 'signingKey'>,
): Promise<NoteSigner> {
  return { name, publicKey: await keeper.signingKey(), sign: (message) => keeper.sign(message) };
}
