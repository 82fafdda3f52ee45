/** The Web Worker that hosts runs: nothing imports it, it is started by its address. */
import type { FromThread, ToThread } from "../src/contract/control_host.ts";
import { systemClock } from "../src/lib/clock.ts";
import { Host } from "./host.ts";
import { hostedConsumer } from "./host_consumer.ts";
import { hostedGavage } from "./host_gavage.ts";
import { hostedSqal } from "./host_sqal.ts";
import { withToken } from "./kernel/mod.ts";

const port = self as unknown as {
  postMessage(message: FromThread): void;
  onmessage: ((event: MessageEvent<ToThread>) => void) | null;
};

const host = new Host({
  kinds: { gavage: hostedGavage, sqal: hostedSqal, consumer: hostedConsumer },
  post: (message) => port.postMessage(message),
  heapBytes: () => Deno.memoryUsage().heapUsed,
  clock: systemClock,
  connect: withToken,
});
port.onmessage = ({ data }) => host.receive(data);
port.postMessage({ type: "ready" });
