/** A WebSocket that shows what a device says: first what it said, then what it says. */
import type { LogLine } from "../contract/control_runs.ts";
import { messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import { CLOSE, type Socket, type SocketHandler } from "../lib/socket.ts";
import type { ControlPanel } from "./panel.ts";
import type { Supervisor } from "./supervisor.ts";

export interface LogStreamDeps {
  supervisor: Pick<Supervisor, "follow" | "logs">;
  panel: Pick<ControlPanel, "runOf">;
  log: Logger;
}

const HISTORY_LINES = 100;
/** A reader that leaves so much unread is too slow. */
const MAX_UNREAD_BYTES = 1024 * 1024;
const NORMAL = { code: 1000, reason: "" };

/** @param deviceId a device, or the id of any run */
export function openLogStream(
  socket: Socket,
  deviceId: string,
  { supervisor, panel, log }: LogStreamDeps,
): SocketHandler {
  let isOver = false;
  /** Lines that come while the history is read; sent after it. */
  let waiting: { line: LogLine; runId: string }[] | undefined = [];
  // From now on: a run that starts while its forerunner's history is read loses none of its lines.
  const unfollow = supervisor.follow(deviceId, (line, runId) => {
    if (waiting) waiting.push({ line, runId });
    else show(line);
  });

  const close = ({ code, reason }: { code: number; reason: string }) => {
    if (isOver) return;
    end();
    socket.close(code, reason);
  };
  const end = () => {
    isOver = true;
    unfollow();
  };
  const send = (frame: object) => {
    if (isOver) return;
    if (socket.bufferedBytes() > MAX_UNREAD_BYTES) return close(CLOSE.slowConsumer);
    socket.send(JSON.stringify(frame));
  };
  const show = (line: LogLine) =>
    send({ type: "log", device_id: deviceId, message: dockerLine(line), level: line.level });

  async function begin() {
    const run = await panel.runOf(deviceId);
    if (isOver) return;
    if (!run) {
      const name = `sqal_simulator_${deviceId.toLowerCase()}`;
      send({ type: "error", message: `Container ${name} not found` });
      return close(NORMAL);
    }
    const history = await supervisor.logs(run.id, { tail: HISTORY_LINES });
    for (const line of history) show(line);
    const lastSequence = history.at(-1)?.sequence ?? 0;
    const late = waiting!.filter(({ line, runId }) =>
      runId !== run.id || line.sequence > lastSequence
    );
    waiting = undefined;
    for (const { line } of late) show(line);
  }
  begin().catch((error) => {
    log.warn("cannot show the log of a run", { device: deviceId, reason: messageOf(error) });
    close(CLOSE.fault);
  });

  return { onText() {}, onBinary() {}, onClose: end };
}

/** `2026-11-22T01:14:44.004000000Z message`, as a container's log has it. */
export function dockerLine({ logged_at, message }: LogLine): string {
  const [seconds, fraction = ""] = logged_at.replace(/(\+00:00|Z)$/, "").split(".");
  // One line each: the rest of a longer message would look like what somebody else said.
  const line = message.replaceAll(/[\r\n]+/g, " ");
  return `${seconds}.${fraction.padEnd(9, "0")}Z ${line}`;
}
