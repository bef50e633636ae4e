export {
  type ActTransaction,
  type Connection,
  type Database,
  openDatabase,
  type Role,
  type Row,
  type Transaction,
} from './database.ts';
export { LIFE } from './life.ts';
