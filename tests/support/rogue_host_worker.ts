/** A host of runs whose devices misbehave as their location says; all others do as they should. */
import type { FromThread, ToThread } from "../../src/contract/control_host.ts";
import type { SqalConfig } from "../../src/contract/control_runs.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { Host, type HostedKind } from "../../simulators/host.ts";
import { hostedConsumer } from "../../simulators/host_consumer.ts";
import { hostedGavage } from "../../simulators/host_gavage.ts";
import { hostedSqal } from "../../simulators/host_sqal.ts";
import { withToken } from "../../simulators/kernel/mod.ts";

const port = self as unknown as {
  postMessage(message: FromThread): void;
  onmessage: ((event: MessageEvent<ToThread>) => void) | null;
};

const held: unknown[] = [];

const rogue: HostedKind = (order, deps) => {
  const after = (ms: number, act: () => void) => {
    deps.running();
    deps.clock.schedule(ms, act);
    return new Promise<never>(() => {});
  };
  switch ((order.config as SqalConfig).location) {
    case "throws":
      return after(100, () => {
        throw new Error("a rogue threw");
      });
    case "crashes":
      return after(100, () => void Promise.reject(new Error("nobody caught this")));
    case "loops":
      return after(100, () => {
        for (;;) { /* for ever */ }
      });
    case "leaks": {
      const grow = () => {
        for (let i = 0; i < 200_000; i++) held.push({ i, text: `leak ${i}` });
        deps.clock.schedule(20, grow);
      };
      return after(20, grow);
    }
    case "is deaf":
      return after(0, () => {});
    default:
      return hostedSqal(order, deps);
  }
};

const host = new Host({
  kinds: { gavage: hostedGavage, sqal: rogue, consumer: hostedConsumer },
  post: (message) => port.postMessage(message),
  heapBytes: () => Deno.memoryUsage().heapUsed,
  clock: systemClock,
  connect: withToken,
});
port.onmessage = ({ data }) => host.receive(data);
port.postMessage({ type: "ready" });
