import assert from "node:assert/strict";
import { Command } from "commander";
import { addConsumerFlags, type ConsumerFlags, consumerOptions } from "./consumer_flags.ts";

function parse(...args: string[]) {
  const command = addConsumerFlags(new Command("consumer")).exitOverride()
    .configureOutput({ writeErr() {} });
  command.parse(args, { from: "user" });
  return consumerOptions(command.opts<ConsumerFlags>());
}

Deno.test("consumer flags: defaults, and a seed of its own for each run", () => {
  const { seed, ...rest } = parse();
  assert.deepEqual(rest, {
    perHour: 10,
    accel: 1_440,
    url: "http://127.0.0.1:8000",
    minRating: 1,
    maxRating: 5,
    correlation: 0.6,
  });
  assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
  assert.notEqual(parse().seed, seed);
});

Deno.test("consumer flags: all of them, and the options are plain JSON", () => {
  const flags = "--per-hour 0.5 --min-rating 2 --max-rating 4 --correlation 0.3 --lot LL2611001 " +
    "--accel max --seed 0 --url wss://h/p --feedbacks 7 --duration 1.5";
  const options = parse(...flags.split(" "));
  assert.deepEqual(options, {
    perHour: 0.5,
    accel: "max",
    seed: 0,
    url: "wss://h/p",
    minRating: 2,
    maxRating: 4,
    correlation: 0.3,
    lot: "LL2611001",
    feedbacks: 7,
    durationSeconds: 1.5,
  });
  assert.deepEqual(JSON.parse(JSON.stringify(options)), options);
});

Deno.test("consumer flags: a bad value is named with its flag", () => {
  const bad = {
    "--per-hour": ["0", "-1", "86401", "many"],
    "--min-rating": ["0", "6", "1.5"],
    "--max-rating": ["0", "6", ""],
    "--correlation": ["-0.1", "0.95", "x"],
    "--lot": ["", "a b"],
    "--accel": ["0", "86401", "fast"],
    "--seed": ["-1", "4294967296"],
    "--url": ["localhost", "ftp://h"],
    "--feedbacks": ["0", "1e3"],
    "--duration": ["0", "1m"],
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

Deno.test("consumer flags: the fewest stars are not more than the most", () => {
  assert.throws(() => parse("--min-rating=4", "--max-rating=3"), {
    code: "usage",
    message: "--min-rating: expected at most --max-rating 3, got 4",
  });
});
