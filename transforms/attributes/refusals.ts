/** Why a mode or an owner cannot be set while files are copied. */
export const REFUSALS = {
  part: 'some of what the COPY writes would get another mode or owner than now',
  tree: 'something else than COPYs may have written there, or the image has something there',
  parents: 'folders above that the COPY makes would get the mode or the owner too',
  between: 'something between the COPY and the change has to do with the files, or with the accounts',
  user: 'the RUN is run by a user who is not root',
  flags: 'the RUN has flags',
  together: 'the same command changes something else, which no COPY has written',
  comment: 'a comment inside of the RUN would be lost, or its working directory may be missing',
} as const;
