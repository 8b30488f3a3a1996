import { defineTransform } from '../src/transform.js';
import { findRequests } from './attributes/find.js';
import { REFUSALS } from './attributes/refusals.js';

export const setCopyOwner = defineTransform({
  name: 'set-copy-owner',
  summary: 'Set owners of files while they are copied (COPY --chown), not in a RUN behind it.',
  why:
    'chown -R in a later layer stores every file a second time: images have doubled by a single one. COPY --chown writes ' +
    'the files once, with their owner.',
  level: 'exact',
  refusals: {
    ...REFUSALS,
    owner: 'the owner is not known by name or number, or the group is that of the login',
    links: 'chown -R of this image follows links, or it is not known whether it does',
    mode: 'chown takes set-user-ID bits away, and COPY does not',
  },
  *find(file, options) {
    yield* findRequests(file, options, 'owner');
  },
});
