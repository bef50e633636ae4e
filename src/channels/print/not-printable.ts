/** Why something is not printed; the message says what is to be changed. */
export class NotPrintable extends Error {
  readonly why: 'not_current' | 'too_long' | 'missing_letters' | 'busy' | 'too_slow';
  constructor(why: NotPrintable['why'], message: string) {
    super(message);
    this.why = why;
  }
}
