/**
 * A fault with a stable code and a message that may be shown to anyone.
 *
 * Private details travel in `cause` and are logged, never sent. Expected outcomes are not errors:
 * they are returned as values.
 */
export class AppError extends Error {
  override readonly name = "AppError";

  constructor(readonly code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
  }
}

/** Stable codes; the HTTP status and the process exit code are looked up from them. */
export type ErrorCode =
  | "usage"
  | "config_invalid"
  | "address_in_use"
  | "database_unreachable"
  | "database_auth"
  | "database_schema_newer"
  | "database_failed"
  | "data_dir_in_use"
  | "data_dir_invalid"
  | "embedded_unavailable"
  | "server_refused"
  | "output_failed"
  | "internal";

/** The message of anything thrown, for a log line or an error frame. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
