import { defineTransform } from '../src/transform.js';
import { findRequests } from './attributes/find.js';
import { REFUSALS } from './attributes/refusals.js';

export const setCopyMode = defineTransform({
  name: 'set-copy-mode',
  summary: 'Set modes of files while they are copied (COPY --chmod), not in a RUN behind it.',
  why:
    'A file whose mode is changed in a later layer is stored twice, and the RUN that does it is a layer of its own. ' +
    'COPY --chmod writes the file once.',
  level: 'exact',
  refusals: {
    ...REFUSALS,
    builder: 'the builder, or the frontend that the file asks for, has no --chmod',
    context: 'the mode that the file has before is not known: give the build context (--context)',
    mode: 'what becomes of the mode depends on more than the permissions of the file',
    folder: 'folders are made with the mode 755, and engines differ in what --chmod makes of them',
  },
  *find(file, options) {
    yield* findRequests(file, options, 'mode');
  },
});
