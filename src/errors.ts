/** A Dockerfile that BuildKit would refuse, or that cannot be read. */
export class DockerfileError extends Error {
  override readonly name = 'DockerfileError';
  /**
   * @param problem what is wrong and what to do, without position
   * @param line 1-based
   * @param column 1-based, in UTF-16 code units
   */
  constructor(
    readonly problem: string,
    readonly line: number,
    readonly column: number,
    readonly file = 'Dockerfile',
  ) {
    super(`${file}:${line}:${column}: ${problem}`);
  }
}

/** An option that does not exist or has a wrong value. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}
