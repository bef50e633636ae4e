/** Rows of names and ways to reach somebody. */
import { at, type Fillings, sealed } from './made.ts';
export const IDENT: Fillings = {
  'ident.name': (id) => ({ name_id: id, ...sealed(id) }),
  'ident.contact': (id) => ({ contact_id: id, ...sealed(id) }),
  'ident.blind': (id) => ({ blind_id: id, field: 'phone', bucket: '\\x01', created_at: at }),
};
