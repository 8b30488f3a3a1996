/** Calls of chmod, chown and chgrp. */

export interface AttributeCall {
  readonly sets: 'mode' | 'owner';
  /** The mode, or the owner as chown names it. */
  readonly value: string;
  readonly isRecursive: boolean;
  /** Places of the paths among the words. */
  readonly paths: readonly number[];
}

const FLAGS = /^(?:-[Rvcf]+|--(?:recursive|verbose|changes|silent|quiet))$/;
/** Of links themselves, where the command knows the difference. */
const OWNER_FLAGS = /^(?:-[Rvcfh]+|--(?:recursive|verbose|changes|silent|quiet|no-dereference))$/;

/** `null` for any other command, and for options that are not known. */
export function attributeCall(words: readonly string[]): AttributeCall | null {
  const program = /^(?:\/usr)?(?:\/bin\/)?(chmod|chown|chgrp)$/.exec(words[0] ?? '')?.[1];
  if (program === undefined) return null;
  const options = words.flatMap((word, at) => (at > 0 && word.startsWith('-') ? [word] : []));
  if (!options.every((option) => (program === 'chmod' ? FLAGS : OWNER_FLAGS).test(option))) return null;
  const [first, ...paths] = words.flatMap((word, at) => (at === 0 || word.startsWith('-') ? [] : [at]));
  const value = first === undefined ? undefined : words[first];
  if (value === undefined || paths.length === 0) return null;
  return {
    sets: program === 'chmod' ? 'mode' : 'owner',
    value: program === 'chgrp' ? `:${value}` : value,
    isRecursive: options.some((option) => /^-[a-z]*R|^--recursive$/.test(option)),
    paths,
  };
}
