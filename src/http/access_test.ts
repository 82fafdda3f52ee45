import { equal } from "node:assert/strict";
import { accessRefusal } from "./access.ts";

type Row = [url: string, origin: string | undefined, status: number | undefined];

function checkRows(rows: readonly Row[], host: string, allowedOrigins: readonly string[] = []) {
  for (const [url, origin, status] of rows) {
    const request = new Request(url, { headers: origin === undefined ? {} : { origin } });
    const refusal = accessRefusal(request, { host, allowedOrigins });
    equal(refusal?.status, status, `${url} for ${origin}`);
  }
}

Deno.test("a loopback server answers programs and its own pages, under its own names", () => {
  checkRows([
    ["http://127.0.0.1:8000/", undefined, undefined],
    ["http://localhost:8000/", "http://localhost:8000", undefined],
    ["http://[::1]:8000/", "http://[::1]:8000", undefined],
    ["http://localhost/", "http://localhost", undefined],
    ["http://127.0.0.1:8000/", "https://evil.example", 403],
    ["http://127.0.0.1:8000/", "http://127.0.0.1:9000", 403],
    ["http://127.0.0.1:8000/", "null", 403],
    ["http://evil.example:8000/", "http://evil.example:8000", 421],
    ["http://evil.example:8000/", undefined, 421],
    ["http://localhost.evil.example/", undefined, 421],
    ["http://127.0.0.1.evil.example/", undefined, 421],
  ], "127.0.0.1");
});

Deno.test("an allowed origin may use it, also by its own name through a proxy", () => {
  checkRows(
    [
      ["http://127.0.0.1:8000/", "https://panel.example", undefined],
      ["http://panel.example/", "https://panel.example", undefined],
      ["http://panel.example/", undefined, undefined],
      ["http://127.0.0.1:8000/", "http://panel.example", 403],
      ["http://127.0.0.1:8000/", "https://panel.example.evil.example", 403],
    ],
    "127.0.0.1",
    ["https://panel.example"],
  );
});

Deno.test("a server beyond loopback has names we do not know, but pages of one origin only", () => {
  checkRows([
    ["http://farm.example:8000/", "http://farm.example:8000", undefined],
    ["http://farm.example/", "https://farm.example", undefined],
    ["http://farm.example/", "https://evil.example", 403],
  ], "0.0.0.0");
});
