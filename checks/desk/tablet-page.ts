/** The store of the tablet in a page, for the checks to play on: no screens. */
import * as store from '../../src/console/tablet/store/index.ts';
import { argon2idStretch } from '../../src/console/tablet/store/keys.ts';
import { browserStorage } from '../../src/console/tablet/store/database.ts';

export type Store = typeof store & {
  argon2idStretch: typeof argon2idStretch;
  browserStorage: typeof browserStorage;
};
Object.assign(globalThis, { store: { ...store, argon2idStretch, browserStorage } });
