/** A test's server, asked as the control panel asks. */
import { equal } from "node:assert/strict";
import { runUntil } from "../support/runs.ts";
import type { TestServer } from "../support/server.ts";
import type { Frame } from "../support/test_socket.ts";

export const PREFIX = "/api/control-panel";

export function post(server: TestServer, path: string, body?: unknown) {
  return server.api(PREFIX + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

export async function get(server: TestServer, path: string): Promise<Frame> {
  const { status, body } = await server.api(PREFIX + path);
  equal(status, 200, `${path}: ${JSON.stringify(body)}`);
  return body;
}

export function working(server: TestServer, id: unknown): Promise<Frame> {
  return runUntil(server.url, id, ({ status }) => status !== "starting");
}
