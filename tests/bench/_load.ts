import type { MealFrame } from "../../src/contract/meal.ts";

/** A load generator: some connections, each with a window of unacknowledged frames. */
export interface LoadResult {
  acked: number;
  seconds: number;
  /** Sorted, one a frame. */
  ackMs: Float64Array;
}

/**
 * Sends every frame and waits for every ack. `perSecond` paces the sending; without it the window
 * alone does.
 */
export async function sendAll(
  url: string,
  frames: readonly string[],
  { connections, window, perSecond }: { connections: number; window: number; perSecond?: number },
): Promise<LoadResult> {
  const ackMs = new Float64Array(frames.length);
  const shares = Array.from(
    { length: connections },
    (_, c) => shareOf(frames.filter((_, i) => i % connections === c)),
  );
  let done = 0;
  const startMs = performance.now();
  await Promise.all(shares.map((share) =>
    sendShare(url, share, {
      window,
      perSecond: perSecond === undefined ? Infinity : perSecond / connections,
      onAck: (ms) => ackMs[done++] = ms,
    })
  ));
  const seconds = (performance.now() - startMs) / 1000;
  return { acked: done, seconds, ackMs: ackMs.subarray(0, done).sort() };
}

const ACK_START = '{"type":"ack",';

/** A meal as its ack names it, unparsed: reading thousands a second would be measured, too. */
function keyOf(
  { code_lot, jour, moment }: Pick<MealFrame, "code_lot" | "jour" | "moment">,
): string {
  return JSON.stringify({ code_lot, jour, moment }).slice(1, -1);
}

/** What one connection sends, and the place of each frame by the key of its ack. */
interface Share {
  frames: readonly string[];
  places: ReadonlyMap<string, number>;
}

function shareOf(frames: readonly string[]): Share {
  return { frames, places: new Map(frames.map((frame, i) => [keyOf(JSON.parse(frame)), i])) };
}

function sendShare(
  url: string,
  { frames, places }: Share,
  { window, perSecond, onAck }: {
    window: number;
    perSecond: number;
    onAck: (ms: number) => void;
  },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const ws = new WebSocket(`${url}?answers=lines`);
  const sentAt = new Float64Array(frames.length);
  let sent = 0;
  let acked = 0;
  let startMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pump = () => {
    timer = undefined;
    const now = performance.now();
    const due = Math.min(frames.length, Math.ceil((now - startMs) / 1000 * perSecond));
    while (sent < due && sent - acked < window) {
      sentAt[sent] = now;
      ws.send(frames[sent++]!);
    }
    if (sent < frames.length && perSecond !== Infinity) timer ??= setTimeout(pump, 2);
  };
  ws.onopen = () => {
    startMs = performance.now() - 1;
    pump();
  };
  ws.onmessage = ({ data }) => {
    if (data.startsWith('{"type":"connection')) return;
    const now = performance.now();
    // In any order.
    for (const answer of data.split("\n")) {
      if (!answer.startsWith(ACK_START)) {
        return reject(new Error(`expected an ack, got ${answer}`));
      }
      const key = answer.slice(ACK_START.length, answer.indexOf(',"timestamp"'));
      onAck(now - sentAt[places.get(key)!]!);
      acked++;
    }
    if (acked === frames.length) {
      ws.close();
      resolve();
    } else if (perSecond === Infinity) pump();
  };
  ws.onclose = ({ code, reason }) => {
    clearTimeout(timer);
    if (acked < frames.length) reject(new Error(`closed after ${acked} acks: ${code} ${reason}`));
  };
  return promise;
}

export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
