import { foldWorkdirs } from './fold-workdirs.js';
import { mergeCopies } from './merge-copies.js';
import { mergeRuns } from './merge-runs.js';

export const transforms = [foldWorkdirs, mergeCopies, mergeRuns];
