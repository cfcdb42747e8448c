import type { Report } from './report';

export type * from './report';

export interface ScanOptions {
  /** The day as of which lifecycle dates are evaluated, YYYY-MM-DD; today by default. */
  asOf?: string;
  /** Whether the report lists every reference, not only findings. */
  inventory?: boolean;
  /** Other flags of `bedrock-eol scan`, such as `['--within', '30']`. */
  args?: readonly string[];
  /** The working directory of the scan, which decides about configuration and the paths in the report. */
  cwd?: string;
  /** Ends the program; the promise rejects with an `AbortError`. */
  signal?: AbortSignal;
}

/**
 * Scans files and folders, as `bedrock-eol scan` does, and returns the report.
 *
 * Findings are not an error; `report.failed` says whether one is at or above `fail-on`. A scan that is not complete
 * rejects with a `ScanError`, with its report, so that files that could not be read are not taken for clean.
 */
export function scan(paths: string | Iterable<string>, options?: ScanOptions): Promise<Report>;

/**
 * A scan that failed: a usage, configuration or catalog error, or files that could not be scanned. Its message is the
 * program's.
 */
export class ScanError extends Error {
  constructor(message: string, exitCode: number | null, report?: Report | null);
  /** The exit code of the program: 2, or null if a signal ended it. */
  readonly exitCode: number | null;
  /** The findings of what could be scanned, and the errors. Null if the scan did not begin. */
  readonly report: Report | null;
}
