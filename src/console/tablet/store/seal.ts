/** Sealing to the node's intake key (design chapter 30, section 5.3): signed by the sign-in, then an age file that only the node opens. */
import { Encrypter } from 'age-encryption';
import { type SessionKey, signOperation } from '../../../sync/signature.ts';
import type { Seal } from './making.ts';

export function ageSeal(recipient: string, key: SessionKey): Seal {
  return async (operation) => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    return await encrypter.encrypt(JSON.stringify(await signOperation(operation, key)));
  };
}
