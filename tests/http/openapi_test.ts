/** The OpenAPI document says what the server does: every operation is called, and compared. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { Validator } from "@seriousme/openapi-schema-validator";
import { parse } from "yaml";
import { asyncApiDocument } from "../../src/contract/asyncapi.ts";
import { describeHttp } from "../../src/http/mod.ts";
import { describedApp } from "../../src/http/describe.ts";
import { access } from "../support/access.ts";
import { documentedFaults, pointer } from "../support/documented.ts";
import { startTestServer } from "../support/server.ts";
import { type Call, examples, seed } from "./_openapi_examples.ts";

const OPTIONS = { version: "0.0.0", maxLots: 1_000, publicProducts: false };
const METHODS = ["get", "post", "put", "patch", "delete"] as const;
/** Pages and what they load are for people. */
const PAGES = /^(?:GET|POST) \/(?:docs|p)(?:\/|$)/;

interface Operation {
  path: string;
  method: string;
  id: string;
  tags: string[];
  parameters: { name: string; in: string; required?: boolean }[];
  hasBody: boolean;
  security: Record<string, unknown>[];
  roles: string[];
  answers: Record<string, { $ref?: string; content?: Record<string, unknown> }>;
}

function operationsOf(document: ReturnType<typeof describeHttp>): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      return [{
        path,
        method: method.toUpperCase(),
        id: operation.operationId!,
        tags: operation.tags ?? [],
        parameters: (operation.parameters ?? []) as Operation["parameters"],
        hasBody: operation.requestBody !== undefined,
        security: operation.security ?? [],
        roles: operation["x-roles"] ?? [],
        answers: operation.responses as Operation["answers"],
      }];
    })
  );
}

const DOCUMENT = describeHttp(OPTIONS);
const OPERATIONS = operationsOf(DOCUMENT);

Deno.test("openapi: the document is one of OpenAPI 3.1", async () => {
  const result = await new Validator().validate(JSON.parse(JSON.stringify(DOCUMENT)));
  ok(result.valid, JSON.stringify(result.errors));
});

Deno.test("openapi: every route that the app holds is described", () => {
  const described = new Set(OPERATIONS.map(({ method, path }) => `${method} ${path}`));
  const hidden = describedApp(OPTIONS).app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(?:\{.*?\})?/g, "{$1}")}`)
    .filter((route) => !described.has(route) && !PAGES.test(route));
  deepEqual(hidden, []);
});

Deno.test("openapi: operations have names of their own, known tags and a row of the access table", () => {
  equal(new Set(OPERATIONS.map(({ id }) => id)).size, OPERATIONS.length);
  const tags = DOCUMENT.tags?.map(({ name }) => name) ?? [];
  for (const { id, tags: own, security, roles } of OPERATIONS) {
    deepEqual(own.filter((tag) => !tags.includes(tag)), [], id);
    ok(own.length > 0, `${id} has no tag`);
    ok(security.length === 0 || roles.length > 0 || ["getSession", "postTickets"].includes(id), id);
  }
  const panel = tags.filter((tag) => tag.startsWith("Control Panel - "));
  for (const name of ["SQAL Simulators", "Gavage Simulator", "Consumer Simulator"]) {
    ok(panel.includes(`Control Panel - ${name}`));
  }
  ok(panel.includes("Control Panel - Orchestrated Scenarios"));
});

Deno.test("openapi: the command prints both documents, without a server or a database", async () => {
  const printed = async (...args: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "main.ts", "openapi", ...args],
      cwd: new URL("../..", import.meta.url),
      env: { GAVAGED_MAX_LOTS: String(OPTIONS.maxLots) },
    }).output();
    equal(code, 0, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  };
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
  const { info: _, ...document } = plain(DOCUMENT);
  const { info, ...json } = JSON.parse(await printed());
  deepEqual(json, document);
  equal(info.title, "gavaged");
  const { info: __, ...yaml } = parse(await printed("--yaml"));
  deepEqual(yaml, document);
  deepEqual(
    JSON.parse(await printed("--async")).channels,
    plain(asyncApiDocument({ version: "0.0.0" }).channels),
  );
});

Deno.test("openapi: credentials are asked for where the document says so", async () => {
  await using server = await startTestServer("embedded", access());
  for (const { id, method, path, security } of OPERATIONS) {
    const answer = await fetch(server.url + path.replaceAll(/\{\w+\}/g, "1"), { method });
    await answer.body?.cancel();
    const isOpen = security.length === 0 || security.some((way) => Object.keys(way).length === 0);
    equal(answer.status !== 401, isOpen, `${id}: ${answer.status}`);
  }
});

Deno.test("openapi: every operation answers as documented, to good input and to bad", async () => {
  await using server = await startTestServer("embedded");
  const served = await (await fetch(`${server.url}/openapi.json`)).json();
  deepEqual(served.paths, JSON.parse(JSON.stringify(DOCUMENT.paths)));
  const faultsOf = documentedFaults(served);
  const faults: string[] = [];

  for (const page of ["/docs", "/docs/live"]) {
    const answer = await fetch(server.url + page);
    const html = await answer.text();
    const policy = answer.headers.get("content-security-policy") ?? "";
    ok(!policy.includes("unsafe") && !policy.includes("http"), policy);
    for (const [, url] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const loaded = await fetch(server.url + url, { headers: { accept: "text/html" } });
      await loaded.body?.cancel();
      equal(loaded.status, 200, `${page} names ${url}`);
    }
  }

  const call = async (operation: Operation, { path, query, headers, body }: Call) => {
    const filled = operation.path.replaceAll(
      /\{(\w+)\}/g,
      (_, name) => encodeURIComponent(String(path?.[name] ?? "nope")),
    );
    const search = query ? `?${new URLSearchParams(query)}` : "";
    const response = await fetch(server.url + filled + search, {
      method: operation.method,
      headers: {
        ...headers,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      redirect: "manual",
    });
    const { status } = response;
    const type = response.headers.get("content-type")?.split(";")[0] ?? "";
    const text = await response.text();
    const found = compare(operation, { status, type, text });
    const asked = `${operation.id} ${filled}${search} ${JSON.stringify(body) ?? ""}`;
    faults.push(...found.map((fault) => `${asked} → ${status} ${type}: ${fault}`));
    return { status, text };
  };

  const compare = (
    { path, method, answers }: Operation,
    { status, type, text }: { status: number; type: string; text: string },
  ): string[] => {
    const answer = answers[status];
    if (!answer) return [`status not documented: ${text.slice(0, 200)}`];
    const place = answer.$ref
      ? answer.$ref.slice(1)
      : pointer("paths", path, method.toLowerCase(), "responses", status);
    const { content = {} } = answer.$ref
      ? served.components.responses[answer.$ref.split("/").at(-1)!]
      : answer;
    if (!(type in content)) return [`content type not documented: ${text.slice(0, 200)}`];
    if (!type.endsWith("json")) return [];
    return faultsOf(place + pointer("content", type, "schema"), JSON.parse(text)).slice(0, 5);
  };

  const world = await seed(server);
  const table = examples(world);
  const byId = new Map(OPERATIONS.map((operation) => [operation.id, operation]));
  deepEqual(Object.keys(table).filter((id) => !byId.has(id)), [], "examples of no operation");
  // Those without an example first: they only read.
  const asked = [
    ...OPERATIONS.filter(({ id }) => !(id in table)).map((one) => [one, {} as Call] as const),
    ...Object.entries(table).map(([id, example]) => [byId.get(id)!, example] as const),
  ];
  for (const [operation, example] of asked) {
    const { status, text } = await call(operation, example);
    if (status >= 300) faults.push(`${operation.id} has no good example: ${status} ${text}`);
    example.then?.(JSON.parse(text));
  }

  for (const operation of OPERATIONS) {
    const example = table[operation.id] ?? {};
    const names = (place: string) =>
      operation.parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);
    for (const name of names("path")) {
      for (const bad of ["nope", "999999999", "-1", "x".repeat(300), "a\0b"]) {
        await call(operation, { ...example, path: { ...example.path, [name]: bad } });
      }
    }
    for (const name of names("query")) {
      for (const bad of ["<rubbish>", "-1", "x\0"]) {
        await call(operation, { ...example, query: { ...example.query, [name]: bad } });
      }
    }
    if (!operation.hasBody) continue;
    for (const body of ["{", "[]", '"x"', "null", '{"limit":']) {
      await call(operation, { ...example, body });
    }
  }
  ok(faults.length === 0, faults.join("\n"));
});
