/** The WebSockets: what each takes, what it sends, and how it treats whoever is on it. */
import { z } from "zod";
import type { CLOSE } from "../lib/socket.ts";
import * as frames from "./frames.ts";
import { MealFrame } from "./meal.ts";
import { ClientFrame } from "./realtime.ts";
import { SensorFrame } from "./sensor.ts";
import { SensorHeartbeat, SensorHello } from "./sensor_control.ts";

export interface Message {
  schema: z.ZodType;
  summary: string;
}

export interface Channel {
  address: string;
  title: string;
  description: string;
  parameters?: Readonly<Record<string, { description: string }>>;
  query?: Readonly<Record<string, { enum: readonly string[]; description: string }>>;
  /** From the client, by name. */
  receives: Readonly<Record<string, Message>>;
  sends: Readonly<Record<string, Message>>;
  closes: readonly (keyof typeof CLOSE)[];
}

const [Subscribe, Unsubscribe, Heartbeat] = ClientFrame.options;
const Sample = SensorFrame.safeExtend({ type: z.literal("sensor_data").optional() });
const EVERYWHERE = ["goingAway", "fault", "expired"] as const;
const SHOWING = [...EVERYWHERE, "policy", "tooLarge", "slowConsumer"] as const;
const INGESTION = [...EVERYWHERE, "policy", "tooLarge", "tooManyUnacknowledged"] as const;

const TO_DASHBOARDS = {
  subscribe: { schema: Subscribe, summary: "Replaces the filters; recovers" },
  unsubscribe: { schema: Unsubscribe, summary: "No filters any more" },
  heartbeat: { schema: Heartbeat, summary: "Answered with heartbeat_ack" },
};
const DASHBOARD_ANSWERS = {
  greeting: { schema: frames.RealtimeGreeting, summary: "First frame, with the place" },
  subscribe_ack: { schema: frames.SubscribeAck, summary: "Answer to subscribe" },
  unsubscribe_ack: { schema: frames.UnsubscribeAck, summary: "Answer to unsubscribe" },
  heartbeat_ack: { schema: frames.HeartbeatAck, summary: "Answer to heartbeat" },
  ping: { schema: frames.ServerPing, summary: "The client has been silent" },
};
/** What happens to a lot, told to whoever may see the lot. */
const OF_A_LOT = {
  gavage_realtime: { schema: frames.GavageRealtime, summary: "A meal was stored" },
  sensor_update: { schema: frames.SensorUpdate, summary: "A sample was stored" },
  alert: { schema: frames.AlertFrame, summary: "Something needs an operator" },
  product_registered: { schema: frames.ProductRegistered, summary: "A liver became a product" },
  consumer_feedback: { schema: frames.ConsumerFeedbackFrame, summary: "A product was rated" },
  lot_update: {
    schema: frames.LotUpdate,
    summary: "A lot was placed, or moved on in quality control: the whole of it, as it is now",
  },
  alert_update: { schema: frames.AlertUpdate, summary: "Somebody has seen an alert" },
};

export const CHANNELS: Readonly<Record<string, Channel>> = {
  gavage: {
    address: "/ws/gavage",
    title: "Meals",
    description: `One frame a meal, on one connection or one each. A meal that was received is
stored whether or not the client still listens. **\`ack\` means committed**: it follows the
transaction that holds the meal, the daily dose and the lot. Answers come in the order of the
frames. A meal is known by lot, day and moment: sent again it is acknowledged again and stored
once, so after a break a client sends what was not acknowledged. An \`error\` leaves the connection
open; after \`overloaded\` wait \`retry_after_ms\`, after \`storage\` send again; what is \`invalid\`
or \`refused\` will not be taken later either.`,
    query: {
      answers: {
        enum: ["lines"],
        description: "Answers come as soon as they are known, in any order; those that are ready " +
          "together share a frame, one a line",
      },
    },
    receives: { meal: { schema: MealFrame, summary: "One meal of one lot" } },
    sends: {
      greeting: { schema: frames.Greeting, summary: "First frame" },
      ack: { schema: frames.MealAckFrame, summary: "The meal is on disk" },
      error: { schema: frames.ErrorAnswer, summary: "The frame was not stored" },
    },
    closes: INGESTION,
  },
  sensors: {
    address: "/ws/sensors/",
    title: "Quality control",
    description: `Devices: greeted, they say \`esp32_hello\`, then send samples and heartbeats.
**\`ack\` means committed.** A device that says \`acks: true\` reads its answers and gets all of
them; one that does not is acknowledged at first only, since it would choke on what it never reads.
A sample sent again is acknowledged again and stored once; late and out-of-order samples are
normal. \`type\` may be missing from a sample. Nested samples
(\`vl53l8ch: {raw, analysis}\`) are taken, too.`,
    receives: {
      hello: { schema: SensorHello, summary: "Who the device is" },
      heartbeat: { schema: SensorHeartbeat, summary: "It is still there" },
      ping: { schema: frames.SensorPing, summary: "Answered with pong" },
      sample: { schema: Sample, summary: "One measured liver" },
    },
    sends: {
      greeting: { schema: frames.Greeting, summary: "First frame" },
      hello_ack: { schema: frames.HelloAck, summary: "Answer to esp32_hello" },
      heartbeat_ack: { schema: frames.HeartbeatAck, summary: "For devices that read answers" },
      pong: { schema: frames.Pong, summary: "Answer to ping" },
      ack: { schema: frames.SampleAckFrame, summary: "The sample is on disk" },
      error: { schema: frames.ErrorAnswer, summary: "The frame was not stored" },
    },
    closes: INGESTION,
  },
  realtime: {
    address: "/ws/realtime/",
    title: "What happens, live",
    description: `Dashboards. Every event bears its \`offset\` in the stream of this life of the
server, its \`epoch\`. **Recovery:** a client that was away says \`subscribe\` with \`recover\`, the
last place it saw; the answer's \`recovered\` says whether everything since is sent again before
what is new. Servers that share their events share the epoch, too: a place is good on each of them.
Where events may be missing because they lost each other, a \`subscribe_ack\` with \`recovered: false\`
comes unasked. A client too slow to follow is closed with 4001, to come back and recover: none is
skipped in silence. Filters are combined with AND; \`alert\` and \`alert_update\` go to everybody
of the site; \`sqal_only\` and \`gavage_only\` leave out what is about neither. A gaveur
sees their own lots only. After 30 s without a word from the client comes a \`ping\`, which needs no
answer.`,
    receives: TO_DASHBOARDS,
    sends: {
      ...DASHBOARD_ANSWERS,
      latest_sample: { schema: frames.LatestSample, summary: "The newest sample, if any" },
      error: { schema: frames.RealtimeError, summary: "The frame was not understood" },
      ...OF_A_LOT,
      run_update: { schema: frames.RunUpdate, summary: "A simulator run changed" },
      curve_update: {
        schema: frames.CurveUpdate,
        summary: "A feeding curve was proposed or decided; an active one retires its predecessor",
      },
    },
    closes: SHOWING,
  },
  gaveur: {
    address: "/ws/gaveur/{gaveur_id}",
    title: "What happens to one gaveur's lots, live",
    description: `As /ws/realtime/, with its filters and recovery, of the lots of this gaveur alone.
What is not understood is passed over. A gaveur may open their own.`,
    parameters: { gaveur_id: { description: "The gaveur's number" } },
    receives: TO_DASHBOARDS,
    sends: { ...DASHBOARD_ANSWERS, ...OF_A_LOT },
    closes: SHOWING,
  },
  notifications: {
    address: "/ws/notifications/",
    title: "What calls for attention, live",
    description: `Alerts, and lots that were placed or moved on in quality control; of their own
lots to a gaveur. Any text is answered with \`pong\`.`,
    receives: { any: { schema: z.unknown(), summary: "Answered with pong" } },
    sends: {
      init: { schema: frames.NotificationsInit, summary: "First frame" },
      pong: { schema: frames.Pong, summary: "Answer to any text" },
      ping: DASHBOARD_ANSWERS.ping,
      alert: OF_A_LOT.alert,
      alert_update: OF_A_LOT.alert_update,
      lot_update: OF_A_LOT.lot_update,
    },
    closes: SHOWING,
  },
  logs: {
    address: "/api/control-panel/ws/logs/{device_id}",
    title: "Log of a simulator run",
    description:
      `Its last lines, then new ones as they come. What the client sends is ignored. Where
there is no such run: \`error\`, then the end (1000).`,
    parameters: { device_id: { description: "A device, or the id of any run" } },
    receives: {},
    sends: {
      log: { schema: frames.LogFrame, summary: "One line" },
      error: { schema: frames.NoSuchLog, summary: "There is no such run" },
    },
    closes: [...EVERYWHERE, "slowConsumer"],
  },
};
