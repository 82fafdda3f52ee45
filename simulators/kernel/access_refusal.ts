/** What servers say to clients that they do not let in. */

/** Close code, of those that say stay away, of a handshake that was refused for want of access. */
export const ACCESS_REFUSED = 4_901;

const ADVICE: Readonly<Record<number, string>> = {
  401: "give a token that the server knows, by --token, GAVAGED_TOKEN or GAVAGED_TOKEN_FILE",
  403:
    "check the address, or give a token with a role that may do this, by --token, GAVAGED_TOKEN or GAVAGED_TOKEN_FILE",
};

/**
 * A server's refusal in words, with what somebody whom it does not let in can do about it:
 * `401 unknown token: give …`.
 */
export function refusalText(status: number, reason: string): string {
  const advice = ADVICE[status];
  return `${status} ${reason}${advice === undefined ? "" : `: ${advice}`}`;
}

/** True for the statuses that no other try will change while the client shows the same token. */
export function refusesAccess(status: number): boolean {
  return status in ADVICE;
}
