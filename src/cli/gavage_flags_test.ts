import assert from "node:assert/strict";
import { Command } from "commander";
import { addGavageFlags, type GavageFlags, gavageOptions } from "./gavage_flags.ts";

function parse(...args: string[]) {
  const command = addGavageFlags(new Command("gavage")).exitOverride()
    .configureOutput({ writeErr() {} });
  command.parse(args, { from: "user" });
  return gavageOptions(command.opts<GavageFlags>());
}

Deno.test("gavage flags: defaults, and a seed of its own for each run", () => {
  const { seed, ...rest } = parse();
  assert.deepEqual(rest, {
    lots: 3,
    accel: 1_440,
    url: "ws://127.0.0.1:8000/ws/gavage",
    profile: "classic",
    window: 16_384,
    zone: "Europe/Paris",
  });
  assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
  assert.notEqual(parse().seed, seed);
});

Deno.test("gavage flags: all of them", () => {
  const flags =
    "--lots 10 --accel max --seed 0 --url https://h --start 2026-02-28 --duration 1.5 " +
    "--profile classic --tz Asia/Tokyo --window 8";
  assert.deepEqual(parse(...flags.split(" ")), {
    lots: 10,
    accel: "max",
    seed: 0,
    url: "https://h",
    start: "2026-02-28",
    durationSeconds: 1.5,
    profile: "classic",
    zone: "Asia/Tokyo",
    window: 8,
  });
});

Deno.test("gavage flags: a bad value is named with its flag", () => {
  const bad = {
    "--lots": ["0", "-1", "1.5", "three", "", "100001"],
    "--accel": ["0", "0.5", "86401", "1e3", "fast", "NaN"],
    "--seed": ["-1", "4294967296", "x"],
    "--url": ["localhost", "ftp://h"],
    "--start": ["yesterday", "2026-02-30", "2026-2-3", "1999-01-01"],
    "--duration": ["0", "-5", "1m"],
    "--profile": ["modern"],
    "--tz": ["Paris", ""],
    "--window": ["0", "32769"],
  };
  for (const [flag, values] of Object.entries(bad)) {
    for (const value of values) {
      assert.throws(() => parse(`${flag}=${value}`), (error: Error) => {
        assert.ok(
          error.message.includes(flag) && error.message.includes(`'${value}'`),
          error.message,
        );
        return true;
      }, `${flag}=${value}`);
    }
  }
});
