/** Answers that any route may give without having said so. */

/** A type, for it may have extensions as the document's own answers do. */
type Answer = {
  description: string;
  headers?: Record<string, { description: string; schema: { type: "integer" } }>;
  content: Record<string, { schema: { $ref: string } }>;
};

const problem = {
  "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
};
/** `/api/sqal`, `/api/consumer` and the older control panel answer with a `detail` alone. */
const detail = { "application/json": { schema: { $ref: "#/components/schemas/Detail" } } };
const retryAfter = {
  "Retry-After": { description: "s", schema: { type: "integer" as const } },
};

export const COMMON_ANSWERS: Record<string, Answer> = {
  Unauthorized: { description: "No credentials, or none that are good", content: problem },
  Forbidden: { description: "Not with these roles", content: problem },
  TooManyRequests: { description: "Too fast", headers: retryAfter, content: problem },
  TooLarge: { description: "The body is too large", content: problem },
  Invalid: { description: "A parameter or field is not what it should be", content: problem },
  InvalidDetail: {
    description: "A parameter or field is not what it should be",
    content: { "application/json": { schema: { $ref: "#/components/schemas/InvalidRequest" } } },
  },
  Fault: { description: "A fault of the server", content: { ...problem, ...detail } },
  Unavailable: {
    description: "The database, or the OpenID provider, cannot be reached at the moment",
    content: { ...problem, ...detail },
  },
};

interface Nature {
  /** Whether somebody must, or may, say who they are. */
  isProtected: boolean;
  isAnonymousToo: boolean;
  hasInput: boolean;
  hasBody: boolean;
  /** Whether its errors are of the older shape. */
  isDetail: boolean;
}

export function commonAnswers(
  { isProtected, isAnonymousToo, hasInput, hasBody, isDetail }: Nature,
): Record<string, { $ref: string }> {
  const given: [number, string, boolean][] = [
    [401, "Unauthorized", isProtected],
    [403, "Forbidden", isProtected && !isAnonymousToo],
    [413, "TooLarge", hasBody],
    [422, isDetail ? "InvalidDetail" : "Invalid", hasInput],
    [429, "TooManyRequests", true],
    [500, "Fault", true],
    [503, "Unavailable", true],
  ];
  return Object.fromEntries(
    given.filter(([, , applies]) => applies)
      .map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]),
  );
}

/** Whether a route's own errors have the older shape. */
export function isDetailFamily(answers: Record<string, unknown>): boolean {
  return Object.entries(answers).some(([status, answer]) =>
    Number(status) >= 400 && typeof answer === "object" && answer !== null &&
    "content" in answer && typeof answer.content === "object" && answer.content !== null &&
    "application/json" in answer.content
  );
}
