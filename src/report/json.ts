/** The report for programs; `report.schema.json` describes it. */
import type { SquashResult } from '../result.js';

/** Raised when a reader of the former version could misread the report. */
const VERSION = 1;

export interface ReportedError {
  readonly file: string;
  /** 1-based; null for an error without position. */
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

export function jsonReport(results: readonly SquashResult[], errors: readonly ReportedError[]): string {
  return `${JSON.stringify({ version: VERSION, files: results, errors }, null, 2)}\n`;
}
