/** Rows of what crosses, and of what leads to it. */
import { at, type Fillings, sealed } from './made.ts';
export const REFERRALS: Fillings = {
  'referrals.packet': (id) => ({ may_receive: true, ...sealed(id) }),
  'referrals.packet_origin': (id) => ({ packet_id: id, created_at: at }),
};
