import assert from "node:assert/strict";
import { endpointsOf } from "./endpoints.ts";

Deno.test("endpoints: one address gives both", () => {
  const plain = { meals: "ws://h:8000/ws/gavage?answers=lines", lots: "http://h:8000/api/lots" };
  for (
    const address of [
      "ws://h:8000/ws/gavage",
      "ws://h:8000/ws/gavage/",
      "http://h:8000",
      "ws://h:8000/",
    ]
  ) {
    assert.deepEqual(endpointsOf(address), plain);
  }
  const proxied = {
    meals: "wss://h/site/ws/gavage?answers=lines",
    lots: "https://h/site/api/lots",
  };
  for (const address of ["https://h/site/", "wss://h/site/ws/gavage"]) {
    assert.deepEqual(endpointsOf(address), proxied);
  }
  assert.equal(endpointsOf("http://[::1]:8000").lots, "http://[::1]:8000/api/lots");
});

Deno.test("endpoints: what is no server is named", () => {
  for (const address of ["localhost", "ftp://h/", "127.0.0.1:8000"]) {
    assert.throws(() => endpointsOf(address), { code: "usage", message: new RegExp(address) });
  }
});
