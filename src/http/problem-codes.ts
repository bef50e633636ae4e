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
  refused_by_firewall: { status: 422, title: 'The firewall does not let this in' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;
