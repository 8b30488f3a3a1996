/** Bytes and text; a file that is no UTF-8 keeps its bytes too. */

export interface Decoded {
  readonly text: string;
  readonly encode: (text: string) => Uint8Array;
}

export function decode(bytes: Uint8Array): Decoded {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, encode: (output) => Buffer.from(output, 'utf8') };
  } catch {
    // Every byte is a character of Latin-1, and comes back as the same byte.
    return { text: Buffer.from(bytes).toString('latin1'), encode: (output) => Buffer.from(output, 'latin1') };
  }
}
