import { deepEqual } from "node:assert/strict";
import { FakeSocket } from "../../tests/support/fake_socket.ts";
import type { LogLine, Run } from "../contract/control_runs.ts";
import { silentLogger } from "../lib/log.ts";
import { dockerLine, openLogStream } from "./log_stream.ts";

const lineOf = (sequence: number, message: string): LogLine => ({
  sequence,
  logged_at: "2026-11-22T01:14:44.004+00:00",
  level: "info",
  message,
});

const turn = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("log stream: what is said while the history is read comes after it, once", async () => {
  const socket = new FakeSocket();
  const runs = Promise.withResolvers<Run>();
  const history = Promise.withResolvers<LogLine[]>();
  let tell = (_: LogLine, __: string) => {};
  let isFollowed = false;
  const session = openLogStream(socket, "ESP32_LL_01", {
    supervisor: {
      follow(_, listener) {
        tell = listener;
        isFollowed = true;
        return () => isFollowed = false;
      },
      logs: () => history.promise,
    },
    panel: { runOf: () => runs.promise },
    log: silentLogger,
  });
  // Before it is known which run is the device's newest.
  tell(lineOf(2, "second"), "a");
  runs.resolve({ id: "a" } as Run);
  await turn();
  tell(lineOf(3, "third"), "a");
  // Somebody starts the device again: its lines are counted anew.
  tell(lineOf(1, "of the next run"), "b");
  history.resolve([lineOf(1, "first"), lineOf(2, "second")]);
  await turn();
  tell(lineOf(2, "live"), "b");
  deepEqual(
    socket.take().map(({ message }) => String(message).split("Z ")[1]),
    ["first", "second", "third", "of the next run", "live"],
  );
  session.onClose();
  deepEqual(isFollowed, false);
});

Deno.test("log stream: a message of several lines stays one", () => {
  deepEqual(
    dockerLine(lineOf(1, "refused:\n2026-11-22T01:14:44.004000000Z stopped")),
    "2026-11-22T01:14:44.004000000Z refused: 2026-11-22T01:14:44.004000000Z stopped",
  );
});
