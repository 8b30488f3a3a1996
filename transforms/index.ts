import { mergeRuns } from './merge-runs.js';

export const transforms = [mergeRuns];
