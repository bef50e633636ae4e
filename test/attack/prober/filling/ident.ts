/** Rows of names and ways to reach somebody. */
import { at, type Fillings, sealed } from './made.ts';
export const IDENT: Fillings = {
  'ident.name': (id) => ({ name_id: id, ...sealed(id) }),
  'ident.contact': (id) => ({ contact_id: id, ...sealed(id) }),
  'ident.blind': (id) => ({ blind_id: id, field: 'phone', bucket: '\\x01', created_at: at }),
  'ident.circle_key': (id) => ({ circle_key_id: id, point_id: id, sealed: '\\x01', made_at: at }),
  'ident.name_sketch': (id) => ({ sketch_id: id, circle_key_id: id, ...sealed(id) }),
};
