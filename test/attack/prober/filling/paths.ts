/** Rows of the sealed compartments, and of the paths of children and survivors. */
import { at, type Filling, type Fillings, nobody, soon } from './made.ts';

const file: Filling = (id) => ({ file_id: id, generation: 1, sealed: '\\x01', created_on: at });
const step: Filling = (id) => ({
  step_id: id,
  visit_id: id,
  owner_id: nobody(1),
  due_at: soon,
  state: 'open',
  made_by: nobody(1),
  made_at: at,
});
const alarm: Filling = (id) => ({
  alarm_id: id,
  visit_id: id,
  kind: 'space_override',
  reason: 'no_space_free',
  made_by: nobody(1),
  made_at: at,
});

export const PATHS: Fillings = {
  'child.step': (id) => ({ ...step(id), kind: 'health' }),
  'survivor.step': (id) => ({ ...step(id), kind: 'medical', choice: 'offered', child_life: false }),
  'child.alarm': alarm,
  'survivor.alarm': alarm,
  'child.guardianship': (id) => ({
    guardianship_id: id,
    visit_id: id,
    adult_id: id,
    basis: 'said',
    state: 'stated',
    stated_by: nobody(1),
    stated_at: at,
  }),
  'child.release': (id) => ({
    release_id: id,
    visit_id: id,
    guardianship_id: id,
    handed_by: nobody(1),
    handed_at: at,
  }),
  'health.file': file,
  'survivor.file': file,
  'legal.file': file,
  'child.file': file,
  'kin.file': file,
  'detention.file': file,
};
