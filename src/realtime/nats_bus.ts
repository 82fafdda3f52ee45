/**
 * The bus of `shared_events.ts` on NATS JetStream, and questions from one server to another.
 *
 * Each membership is a connection of its own that is never mended: whatever ends it, the next one
 * looks first whether the stream is still the same. NATS's client is loaded when it is needed.
 */
import type {
  ConsumerMessages,
  JetStreamManager,
  StreamConfig,
  StreamInfo,
} from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { StreamPlace } from "../contract/realtime.ts";
import { messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import type { Bus, Membership } from "./shared_events.ts";

export interface NatsOptions {
  /** `host:port` */
  servers: readonly string[];
  user?: string | undefined;
  password?: string | undefined;
  token?: string | undefined;
  /** What a `.creds` file holds. */
  credentials?: string | undefined;
  /** Refuses to speak in clear. */
  tls: boolean;
  /** Its name begins every subject; servers of one name share their events. */
  stream: string;
  log: Logger;
}

/** Answers a question from another server. */
type Answer = (question: string) => Promise<string>;

const CONNECT_MS = 3_000;
const PING = { pingInterval: 2_000, maxPingOut: 2 };
const FLUSH_MS = 500;
/** What the servers' own memory holds, or twice its bytes. */
const LIMITS = { max_msgs: 50_000, max_bytes: 64 * 1024 * 1024 };
const MAX_AGE_HOURS = 1;
const DUPLICATE_WINDOW_SECONDS = 10;
const NANOS = 1e9;
const GAP = "gap";
/** JetStream's numbers of faults; the second comes when another server was faster to make it. */
const STREAM_NOT_FOUND = 10_059;
const NAME_IN_USE = 10_058;

export class NatsBus implements Bus {
  readonly #options: NatsOptions;
  readonly #answers = new Map<string, Answer>();
  #connection: NatsConnection | undefined;

  constructor(options: NatsOptions) {
    this.#options = options;
  }

  /** @throws Error when no server answers, or the stream cannot be made */
  async join({ known }: { known: StreamPlace | undefined }): Promise<Membership> {
    const { stream } = this.#options;
    const { headers, jetstream, jetstreamManager } = await import("./_nats_client.ts");
    const connection = await this.#connect();
    try {
      const manager = await jetstreamManager(connection);
      const info = await this.#stream(manager, known);
      const { promise: ended, resolve: end } = Promise.withResolvers<string>();
      connection.closed().then((error) => end(error ? messageOf(error) : "the connection closed"));
      this.#connection = connection;
      for (const [subject, answer] of this.#answers) this.#subscribe(connection, subject, answer);
      const subjectOf = (kind: string) => `${stream}.events.${kind}`;
      return {
        epoch: info.created,
        firstOffset: info.state.first_seq,
        lastOffset: info.state.last_seq,
        publish({ id, kind, payload }) {
          const ids = headers();
          ids.set("Nats-Msg-Id", id);
          // No acknowledgement is asked for: it is when it comes back that it has arrived.
          connection.publish(subjectOf(kind), payload, { headers: ids });
        },
        async markGap() {
          return (await jetstream(connection).publish(subjectOf(GAP), "")).seq;
        },
        async follow(offset, onMessage) {
          const consumer = await jetstream(connection).consumers.getPushConsumer(stream, {
            opt_start_seq: offset,
          });
          const messages = await consumer.consume({
            callback: (message) =>
              onMessage({
                offset: message.seq,
                payload: message.subject === subjectOf(GAP) ? undefined : message.string(),
              }),
          });
          endWithTrouble(messages, end);
        },
        ended,
        close: () => close(connection),
      };
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** Asks whoever answers on a subject; undefined when nobody does in time. */
  async ask(subject: string, question: string, timeoutMs: number): Promise<string | undefined> {
    try {
      const answer = await this.#connection?.request(subject, question, { timeout: timeoutMs });
      return answer?.string();
    } catch (error) {
      this.#options.log.debug("nobody answered", { subject, reason: messageOf(error) });
      return undefined;
    }
  }

  /** Answers on a subject, on this connection and those to come. */
  answer(subject: string, answer: Answer): void {
    this.#answers.set(subject, answer);
    if (this.#connection) this.#subscribe(this.#connection, subject, answer);
  }

  #subscribe(connection: NatsConnection, subject: string, answer: Answer): void {
    connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) return;
        answer(message.string()).then((text) => message.respond(text)).catch((reason) => {
          this.#options.log.error("a question of another server failed", { error: reason });
        });
      },
    });
  }

  async #connect(): Promise<NatsConnection> {
    const { connectGuarded, credsAuthenticator } = await import("./_nats_client.ts");
    const { servers, user, password, token, credentials, tls } = this.#options;
    return await connectGuarded({
      servers: [...servers],
      name: "gavaged",
      timeout: CONNECT_MS,
      reconnect: false,
      ...PING,
      ...(user !== undefined && { user }),
      ...(password !== undefined && { pass: password }),
      ...(token !== undefined && { token }),
      ...(credentials !== undefined && {
        authenticator: credsAuthenticator(new TextEncoder().encode(credentials)),
      }),
      ...(tls && { tls: {} }),
    });
  }

  /** The stream, made when there is none. One that an operator made stays as it is. */
  async #stream(manager: JetStreamManager, known: StreamPlace | undefined): Promise<StreamInfo> {
    const { stream: name, log } = this.#options;
    const subject = `${name}.events.>`;
    const config = {
      name,
      subjects: [subject],
      storage: "memory",
      discard: "old",
      ...LIMITS,
      max_age: MAX_AGE_HOURS * 3_600 * NANOS,
      duplicate_window: DUPLICATE_WINDOW_SECONDS * NANOS,
    } as Partial<StreamConfig> & { name: string };
    const add = () =>
      manager.streams.add(config).catch((error) => {
        if (isApiError(error, NAME_IN_USE)) return manager.streams.info(name);
        throw error;
      });
    const found = await manager.streams.info(name).catch((error) => {
      if (isApiError(error, STREAM_NOT_FOUND)) return add();
      throw error;
    });
    if (!found.config.subjects.includes(subject)) {
      throw new Error(
        `stream ${name}: expected the subject ${subject}, got ${found.config.subjects}`,
      );
    }
    if (known?.epoch !== found.created || found.state.last_seq >= known.offset) return found;
    // Its offsets would mean two things: it has lost its end, as memory does.
    log.warn("the stream has lost its end: making it anew", { stream: name });
    await manager.streams.delete(name);
    return await add();
  }
}

function isApiError(error: unknown, code: number): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** Whatever the consumer has to say but that it lives, a new membership says what is true. */
async function endWithTrouble(messages: ConsumerMessages, end: (reason: string) => void) {
  for await (const { type } of messages.status()) {
    if (["consumer_deleted", "stream_not_found", "heartbeats_missed"].includes(type)) end(type);
  }
  end("the consumer ended");
}

/** What was handed over goes out first, if that is quick. */
async function close(connection: NatsConnection): Promise<void> {
  if (connection.isClosed()) return;
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, FLUSH_MS);
  await Promise.race([connection.flush().catch(() => {}), late]);
  clearTimeout(timer);
  await connection.close();
}
