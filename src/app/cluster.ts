/** Several servers on one database: what happens on one is shown by all, and runs are in reach. */
import type { Config } from "../config/mod.ts";
import { RemoteOrder, type RemoteRuns } from "../control/mod.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import { type Hub, NatsBus, SharedEvents } from "../realtime/mod.ts";
import type { Metrics } from "./metrics.ts";

/** Where events go: to the hub of this server, or to those of all. */
export type Events = Pick<SharedEvents, "publish">;

export interface Cluster {
  events: Events;
  remote: RemoteRuns & {
    /** Does what other servers ask of the server of this name. */
    serve(owner: string, obey: Obey): void;
  };
  /** Resolves once events are shared, or NATS takes its time: it is joined whenever it comes. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

type Change = Awaited<ReturnType<RemoteRuns["ask"]>>;
type Obey = (order: RemoteOrder) => Promise<NonNullable<Change>>;

/** A run has six seconds to stop in order. */
const ANSWER_MS = 10_000;
const NATS_PORT = "4222";

/** Undefined without `nats`. */
export function createCluster(
  config: Config,
  { hub, clock, log, metrics }: { hub: Hub; clock: Clock; log: Logger; metrics: Metrics },
): Cluster | undefined {
  const { nats, nats_stream: stream } = config;
  if (nats === undefined) return undefined;
  const addresses = nats.map((text) => new URL(text));
  const { username, password } = addresses.find((url) => url.username !== "") ?? addresses[0]!;
  const bus = new NatsBus({
    servers: addresses.map(({ hostname, port }) => `${hostname}:${port || NATS_PORT}`),
    // A lone word before the @ is a token.
    ...(password === "" ? { token: decoded(username) } : {
      user: decoded(username),
      password: decoded(password),
    }),
    credentials: config.nats_credentials,
    tls: addresses.some(({ protocol }) => protocol === "tls:"),
    stream,
    log,
  });
  const left = metrics.count(
    "gavaged_nats_departures_total",
    "Times that dashboards went back to this server's own events",
  );
  const events = new SharedEvents({ hub, bus, clock, log, random: Math.random, metrics: { left } });
  metrics.observe(
    "gavaged_nats_shared",
    "1 while dashboards here see the events of every server, 0 while those of this one alone",
    () => Number(events.isShared),
  );
  metrics.observe(
    "gavaged_nats_pending",
    "Events handed to NATS that have not come back",
    () => events.pendingCount,
  );
  const subjectOf = (owner: string) => `${stream}.runs.${wordOf(owner)}`;
  return {
    events,
    remote: {
      async ask(owner, order) {
        const answer = await bus.ask(subjectOf(owner), JSON.stringify(order), ANSWER_MS);
        return answer === undefined ? undefined : JSON.parse(answer) as Change;
      },
      serve(owner, obey) {
        bus.answer(subjectOf(owner), async (question) => {
          return JSON.stringify(await obey(RemoteOrder.parse(JSON.parse(question))));
        });
      },
    },
    start: () => events.start(),
    stop: () => events.stop(),
  };
}

function decoded(text: string): string | undefined {
  return text === "" ? undefined : decodeURIComponent(text);
}

/** As one word of a subject: no dots, spaces or wildcards. */
function wordOf(owner: string): string {
  return encodeURIComponent(owner).replaceAll(".", "%2E").replaceAll("*", "%2A");
}
