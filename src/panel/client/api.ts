/** Questions to our own server. */
import { anotherCredential, credential } from "./credentials.ts";

/** What is wrong with one field of what was sent. */
export interface FieldFault {
  /** Dotted path: `config.nb_lots`. */
  field: string;
  message: string;
}

/** The code of no answer at all. */
export const UNREACHABLE = "unreachable";

interface Refusal {
  /** Of HTTP; 0 for no answer. */
  status: number;
  /** Tells problems apart; older endpoints name none. */
  code?: string | undefined;
  faults?: readonly FieldFault[];
}

/** An answer that is not what was asked for; the message is in the server's own words. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string | undefined;
  readonly faults: readonly FieldFault[];
  constructor(message: string, { status, code, faults = [] }: Refusal) {
    super(message);
    this.status = status;
    this.code = code;
    this.faults = faults;
  }
}

interface Asked {
  signal?: AbortSignal;
  /** Sent as JSON. */
  body?: object;
  /** POST when there is a body, else GET. */
  method?: "POST" | "PATCH";
  /** Shown instead of what the tab keeps; a refusal then asks nobody to sign in. */
  token?: string | null;
  /** How the answer is read; JSON when absent. */
  as?: "text";
}

/** @throws ApiError for an answer that is no 2xx, and for none. */
export async function ask<T>(path: string, asked: Asked = {}): Promise<T> {
  const response = await answerTo(path, asked);
  const isText = asked.as === "text" && response.ok;
  const answer: unknown = await (isText ? response.text() : response.json()).catch(() => undefined);
  if (response.ok) return answer as T;
  const faults = faultsOf(answer);
  const message = textOf(answer, "detail") ??
    faults.map(({ field, message }) => `${field}: ${message}`).join("; ");
  throw new ApiError(message || response.statusText, {
    status: response.status,
    code: textOf(answer, "code") ?? (faults.length > 0 ? "invalid" : undefined),
    faults,
  });
}

/** Whoever has to sign in again gets what was asked for after that. */
async function answerTo(path: string, asked: Asked): Promise<Response> {
  const { signal, body, method = body ? "POST" : "GET" } = asked;
  for (;;) {
    const token = asked.token === undefined ? credential.value : asked.token;
    const response = await fetch(path, {
      method,
      ...(signal && { signal }),
      headers: {
        accept: "application/json",
        ...(body && { "content-type": "application/json" }),
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    }).catch(outOfReach);
    if (response.status !== 401 || asked.token !== undefined) return response;
    await anotherCredential(token, signal);
  }
}

/** A browser says in its own words, by a TypeError, that nobody answers. */
function outOfReach(error: unknown): never {
  if (!(error instanceof TypeError)) throw error;
  throw new ApiError(error.message, { status: 0, code: UNREACHABLE });
}

/** As `ask`, and undefined where nothing bears the name in the path, or nothing ever could. */
export async function find<T>(path: string, asked?: Asked): Promise<T | undefined> {
  try {
    return await ask<T>(path, asked);
  } catch (error) {
    if (error instanceof ApiError && [404, 422].includes(error.status)) return undefined;
    throw error;
  }
}

export function query(values: Record<string, string | number | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given.map(([k, v]) => [k, `${v}`]))}`;
}

/** Problem documents and the older shape both keep their sentence in `detail`. */
function textOf(answer: unknown, name: "detail" | "code"): string | undefined {
  const text = (answer as { detail?: unknown; code?: unknown } | undefined)?.[name];
  return typeof text === "string" ? text : undefined;
}

/** Problem documents name fields in `errors`, the older shape in a list in place of the sentence. */
function faultsOf(answer: unknown): FieldFault[] {
  const { errors, detail } = (answer ?? {}) as { errors?: FieldFault[]; detail?: unknown };
  if (Array.isArray(errors)) return errors;
  if (!Array.isArray(detail)) return [];
  return (detail as { loc: (string | number)[]; msg: string }[]).map(({ loc, msg }) => ({
    field: loc.slice(1).join("."),
    message: msg,
  }));
}
