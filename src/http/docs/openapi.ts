/**
 * The OpenAPI document: what the routes say of themselves, and what is the same for all of them.
 *
 * Who may call an operation comes from the table that decides it; answers that no route gives
 * itself (no credentials, too fast, a database that is away) are added to those that may give them.
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { holds } from "../../domain/roles.ts";
import type { Method, Policy, Rule } from "../auth/mod.ts";
import { COMMON_ANSWERS, commonAnswers, isDetailFamily } from "./common_answers.ts";
import { INTRODUCTION, TAGS } from "./words.ts";

export type OpenApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;
type Operation = NonNullable<NonNullable<OpenApiDocument["paths"]>[string]["get"]>;

export interface OpenApiOptions {
  version: string;
  policy: Policy;
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

export function openApiDocument(
  app: OpenAPIHono,
  { version, policy }: OpenApiOptions,
): OpenApiDocument {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "gavaged",
      version,
      description: INTRODUCTION,
      license: { name: "MIT" },
    },
    servers: [{ url: "/", description: "This server" }],
    tags: TAGS.map(([name, description]) => ({ name, description })),
  });
  const components = document.components ??= {};
  components.responses = { ...components.responses, ...COMMON_ANSWERS };
  components.securitySchemes = {
    bearer: {
      type: "http",
      scheme: "bearer",
      description: "A token of the configuration, or an OpenID provider's access token",
    },
    ticket: {
      type: "apiKey",
      in: "query",
      name: "ticket",
      description: "For WebSockets alone: see /asyncapi.json",
    },
  };
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) complete(operation, { method, path, policy });
    }
  }
  return withNulls(document);
}

/** The generator writes "that or null" as both at once, which nothing is. */
function withNulls<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, part) => {
    const [shared, rest, more] = part?.allOf ?? [];
    return shared?.$ref && rest?.type?.includes?.("null") && !more
      ? { anyOf: [shared, { type: "null" }] }
      : part;
  });
}

function complete(
  operation: Operation,
  { method, path, policy }: { method: (typeof METHODS)[number]; path: string; policy: Policy },
): void {
  const verb = method.toUpperCase() as Method;
  const rule = policy.find(verb, path)?.rule;
  operation.operationId ??= operationId(method, path);
  for (const parameter of operation.parameters ?? []) {
    // zod knows no path without its parameters, but takes a coerced number for one that may miss.
    if ("in" in parameter && parameter.in === "path") parameter.required = true;
  }
  operation.responses = {
    ...commonAnswers({
      isProtected: rule?.who !== "everyone",
      isAnonymousToo: rule?.who === "anyone",
      hasInput: (operation.parameters ?? []).length > 0 || operation.requestBody !== undefined,
      hasBody: operation.requestBody !== undefined,
      isDetail: isDetailFamily(operation.responses ?? {}),
    }),
    ...operation.responses,
  };
  Object.assign(operation, accessOf(rule));
}

/** `GET /api/lots/{id}/trace` → `getLotsByIdTrace`. */
export function operationId(method: string, path: string): string {
  if (path === "/") return `${method}Root`;
  const words = path.replace(/^\/api\//, "/").replaceAll("{", "by/").split(/[^A-Za-z0-9]+/);
  return method +
    words.filter(Boolean).map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
}

function accessOf(rule: Rule | undefined): Partial<Operation> & { "x-roles"?: readonly string[] } {
  const bearer = { bearer: [] };
  if (!rule || rule.who === "known") return { security: [bearer] };
  if (rule.who === "everyone") return { security: [] };
  if (rule.who === "anyone") return { security: [{}, bearer] };
  const { who } = rule;
  const roles = (["viewer", "operator", "admin", "device", "gaveur"] as const)
    .filter((role) => who.some((wanted) => holds({ roles: [role] }, wanted)));
  return { security: [bearer], "x-roles": roles };
}
