const LOOPBACK = /^(127(\.\d+){3}|\[?::1\]?|localhost)$/;

/** True for this machine's own names for itself. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
