/** A single file that an ADD fetches. https://docs.docker.com/reference/dockerfile/#adding-files-from-a-url */
import type { Instruction } from '../model.js';

export interface Download {
  /** Flags and address as written, which mean the same in any stage. */
  readonly what: string;
  /** Name of the file in a folder that it is put into. */
  readonly name: string;
}

/** An address that means itself: no variable, no fragment, nothing encoded, and a name at the end of its path. */
const ADDRESS = /^https?:\/\/[\w.-]+(?::\d+)?\/(?:[\w.~+@,=:-]+\/)*([\w.+-]+)(?:\?[\w.~+@,=:/&?-]*)?$/i;

/**
 * Name of the file that an ADD of an address writes in a folder; `null` for what may be a repository, or have another name.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go (dispatchCopy)
 */
export function nameAt(address: string): string | null {
  const name = ADDRESS.exec(address)?.[1] ?? null;
  return name === null || /^\.+$/.test(name) || /\.git\b/.test(address) ? null : name;
}

/**
 * What is fetched; `null` for what is no ADD of one file from the net, or may be more than that: a repository, a value
 * that is not known, a flag that says how the file is stored.
 */
export function downloadOf({ keyword, words, flags, heredocs, json }: Instruction): Download | null {
  const [address, target, ...more] = words;
  if (keyword !== 'ADD' || json !== null || more.length + heredocs.length > 0) return null;
  if (address === undefined || target === undefined || address.value !== address.raw) return null;
  const name = nameAt(address.raw);
  if (name === null) return null;
  if (!flags.every(({ name: flag, value }) => flag === 'checksum' && /^\w+:\w+$/.test(value ?? '')))
    return null;
  return { what: [...flags.map(({ raw }) => raw), address.raw].join(' '), name };
}
