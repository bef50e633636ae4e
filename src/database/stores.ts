/** The databases of an installation (chapter 20, section 2): each has its own name, migrations and login roles. */
import { type Role, ROLES } from './database.ts';

export type Store = 'main' | 'keys';

type StoreForm = {
  /** What its name has after the main database's name. */
  suffix: string;
  /** Its migrations, below `database/`. */
  folder: string;
  /** Login roles: they alone may connect, and get a password at each migration. */
  roles: readonly Role[];
};

export const STORES: Readonly<Record<Store, StoreForm>> = {
  main: { suffix: '', folder: 'migrations', roles: ROLES },
  keys: { suffix: '_keys', folder: 'keys', roles: ['app_keeper'] },
};
