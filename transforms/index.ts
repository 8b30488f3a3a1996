import { foldWorkdirs } from './fold-workdirs.js';
import { mergeCopies } from './merge-copies.js';
import { mergeRuns } from './merge-runs.js';
import { splitRuns } from './split-runs.js';

export const transforms = [foldWorkdirs, mergeCopies, mergeRuns, splitRuns];
