/** Every problem that the program can answer with: its stable code, status and plain title. */
export const PROBLEMS = {
  bad_input: { status: 400, title: 'Something in the request is not in the expected form' },
  not_found: { status: 404, title: 'There is nothing here' },
  not_allowed: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This address does not take that method' },
  not_acceptable: { status: 406, title: 'This cannot be given in the form that was asked for' },
  conflict: { status: 409, title: 'This does not go together with what is already kept' },
  gone: { status: 410, title: 'This has been taken down' },
  too_large: { status: 413, title: 'This is larger than can be taken' },
  unsupported: { status: 415, title: 'This kind of content cannot be read here' },
  too_many: { status: 429, title: 'Too many requests at once' },
  internal: { status: 500, title: 'Something broke on our side' },
  unavailable: { status: 503, title: 'The service cannot answer right now' },
  waiting_for_second_person: { status: 409, title: 'A second person has to confirm this first' },
  context_fault: { status: 500, title: 'Something broke on our side' },
  context_expired: { status: 503, title: 'This took too long, please try again' },
  organisation_closed: { status: 403, title: 'This organisation is closed or suspended here' },
  consent_missing: { status: 409, title: 'There is no live consent for this; nothing was sent' },
  agreement_missing: {
    status: 409,
    title: 'There is no live agreement for this; nothing was sent',
  },
  consent_ended: {
    status: 409,
    title: 'The consent has ended or was taken back; nothing was sent',
  },
  agreement_lapsed: {
    status: 409,
    title: 'The agreement with this recipient has ended; nothing was sent',
  },
  conditions_not_met: { status: 409, title: 'This service is known not to fit; nothing was sent' },
  network_suspended: {
    status: 409,
    title: 'This service is suspended until somebody has looked at it',
  },
  wrong_step: { status: 409, title: 'This step does not follow from where it stands now' },
  purpose_mismatch: { status: 403, title: 'This was collected for another purpose' },
  erasure_waiting: {
    status: 409,
    title: 'Erasing has to wait; nobody can use the record meanwhile',
  },
  forbidden_attribute: { status: 422, title: 'This asks for something that is never asked here' },
  unknown_field: { status: 422, title: 'This field is not in the approved catalogue' },
  recipient_barred: { status: 422, title: 'Nothing can be sent to this recipient' },
  lookup_limit: { status: 429, title: 'Too many look-ups in this hour' },
  proof_needed: { status: 403, title: 'Show once more that it is you' },
  not_signed_in: { status: 401, title: 'Sign in first' },
  second_person_needed: { status: 403, title: 'A second person has to approve this' },
  guardian_not_verified: {
    status: 409,
    title: 'This adult is not verified; the child is not handed over',
  },
  training_lapsed: {
    status: 403,
    title: 'The role is closed: a training or the code of conduct is missing or over',
  },
  space_unsuitable: { status: 409, title: 'This space does not suit; nobody was put there' },
  busy_try_again: { status: 503, title: 'Busy, please try again; nothing is half done' },
  refused_by_firewall: { status: 422, title: 'The firewall does not let this in' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;
