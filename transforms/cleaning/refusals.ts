/** Why nothing can be put behind the steps of a RUN, wherever that is asked. */
export const NO_PLACE = {
  'exec-form': 'a RUN in exec form (JSON) has no shell to clean in',
  heredoc: 'here-documents in a RUN are left as they are',
  shell: 'the shell in force is not a POSIX shell',
  unparsed: 'the shell text cannot be read with certainty',
  'inline-comment': 'a # comment in the joined text would swallow what is put behind it',
  background: 'the RUN ends with something in the background',
  exits: 'the RUN may end before what is put behind it, or does something when it ends (trap)',
  'errexit-lost': '`set -e` is ignored in front of `&&`, so a failure inside would no longer stop the RUN',
  'soft-failure': 'the last command can fail the RUN without ending a `set -e` shell',
} as const;
