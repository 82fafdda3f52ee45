import assert from "node:assert/strict";
import { Command } from "commander";
import { addSqalFlags, type SqalFlags, sqalOptions } from "./sqal_flags.ts";

function parse(...args: string[]) {
  const command = addSqalFlags(new Command("sqal")).exitOverride()
    .configureOutput({ writeErr() {} });
  command.parse(args, { from: "user" });
  return sqalOptions(command.opts<SqalFlags>());
}

Deno.test("sqal flags: defaults, and a seed of its own for each run", () => {
  const { seed, ...rest } = parse();
  assert.deepEqual(rest, {
    deviceIds: ["ESP32_LL_01"],
    location: "Ligne A",
    intervalMs: 30_000,
    url: "ws://127.0.0.1:8000/ws/sensors/",
  });
  assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
  assert.notEqual(parse().seed, seed);
});

Deno.test("sqal flags: all of them", () => {
  const flags =
    "--device ESP32_A --device ESP32_B --location Landes --interval 0.5 --lot LL2611001 " +
    "--samples 9 --url https://h --seed 0 --profile foiegras_premium --duration 1.5";
  assert.deepEqual(parse(...flags.split(" ")), {
    deviceIds: ["ESP32_A", "ESP32_B"],
    location: "Landes",
    intervalMs: 500,
    seed: 0,
    url: "https://h",
    lot: "LL2611001",
    samples: 9,
    profile: "foiegras_premium",
    durationSeconds: 1.5,
  });
});

Deno.test("sqal flags: a number of devices, and a rate", () => {
  assert.deepEqual(parse("--devices", "2").deviceIds, ["ESP32_SIM_01", "ESP32_SIM_02"]);
  assert.equal(parse("--rate", "4").intervalMs, 250);
});

const refused: [string, RegExp][] = [
  ["--device unknown", /Expected 1 to 64/],
  ["--device a/b", /Expected 1 to 64/],
  ["--device A --device A", /got A again/],
  ["--devices 0", /from 1 to 1000/],
  ["--devices 2 --device A", /cannot be used with/],
  ["--interval 0", /from 0.01/],
  ["--interval 1e3", /from 0.01/],
  ["--rate 0", /to 100/],
  ["--rate 1 --interval 1", /cannot be used with/],
  ["--lot LL/1", /code_lot/],
  ["--samples 1.5", /whole number/],
  ["--samples 0", /whole number/],
  ["--seed 4294967296", /from 0 to 4294967295/],
  ["--seed -1", /from 0/],
  ["--profile gold", /foiegras_premium/],
  ["--duration 0", /Expected a number/],
  ["--url ftp://h", /got ftp:\/\/h/],
  ["--sampels 3", /unknown option/],
];
for (const [flags, expected] of refused) {
  Deno.test(`sqal flags refuse ${flags}`, () => {
    assert.throws(() => parse(...flags.split(" ")), { message: expected });
  });
}
