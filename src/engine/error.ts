/** An engine that is not there, or did not do what it was asked. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  /** What the program wrote, for a log; empty where it says no more than the message. */
  readonly log: string;

  constructor(message: string, log = '', options?: ErrorOptions) {
    super(message, options);
    this.log = log;
  }
}
