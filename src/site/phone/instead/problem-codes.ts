/** On a phone nobody reads a problem's title; the one problem there is a question in a wrong form. */
export const PROBLEMS = { bad_input: { status: 400, title: '' } };
