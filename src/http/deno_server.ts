/** Deno's HTTP server around the app and the WebSocket sessions: the one file that sees both. */
import { TrieRouter } from "hono/router/trie-router";
import type { Identity } from "../domain/roles.ts";
import type { Clock } from "../lib/clock.ts";
import { listenFault } from "../lib/deno_listen.ts";
import { messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import { CLOSE, type Socket, type SocketHandler } from "../lib/socket.ts";
import { accessRefusal, type AccessRules } from "./access.ts";
import { BEARER_PROTOCOL, decoded, type Gate } from "./auth/mod.ts";
import { clientAddress, type TrustedProxies } from "./client_address.ts";

/** Who opened a WebSocket, and which one. */
export interface Visit {
  readonly identity: Identity;
  /** What stands in the path for the `:names` of its pattern. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

export type OpenVisit = (socket: Socket, visit: Visit) => SocketHandler;

export interface ServerOptions extends AccessRules {
  port: number;
  /** The app; it finds the peer's address in the second argument. */
  fetch(request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>): Response | Promise<Response>;
  /**
   * WebSocket sessions by Hono's pattern of their path, `/ws/logs/:id`, without a trailing slash:
   * both spellings are served.
   */
  sockets: Readonly<Record<string, OpenVisit>>;
  gate: Gate;
  proxies: TrustedProxies;
  clock: Clock;
  log: Logger;
}

export interface RunningServer {
  host: string;
  port: number;
  /** Refuses new connections, lets requests under way end within `STOP_MS`. */
  stop(): Promise<void>;
}

/** A peer that does not answer pings for so long is gone. */
const IDLE_TIMEOUT_SECONDS = 120;
/** A request that has not come whole by then never will. */
export const STOP_MS = 3_000;
/** Nor a peer that has not said goodbye to a WebSocket by then. */
const CLOSE_MS = 1_000;

/** @throws AppError `address_in_use`, or `server_refused` when the address cannot be taken. */
export function startServer(options: ServerOptions): RunningServer {
  const { host, port, clock, log } = options;
  const open = new Set<WebSocket>();
  /** Told when the last one is closed. */
  let onNoneOpen = () => {};
  const sockets = new TrieRouter<OpenVisit>();
  for (const [path, session] of Object.entries(options.sockets)) sockets.add("WS", path, session);
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = Deno.serve({
      hostname: host,
      port,
      onListen: () => {},
      onError(error) {
        log.error("request failed", { error });
        return new Response("internal error", { status: 500 });
      },
    }, async (request, info) => {
      const refusal = accessRefusal(request, options);
      if (refusal) return refusal;
      if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
        return await options.fetch(request, info);
      }
      const url = new URL(request.url);
      const path = url.pathname.replace(/\/$/, "");
      const [found] = sockets.match("WS", path)[0];
      if (!found) return new Response("no such WebSocket", { status: 403 });
      const admission = await options.gate.admit({
        method: "WS",
        path,
        headers: request.headers,
        ticket: url.searchParams.get("ticket") ?? undefined,
        address: clientAddress({
          peer: info.remoteAddr.hostname,
          forwardedFor: request.headers.get("x-forwarded-for"),
          proxies: options.proxies,
        }),
      });
      if ("refusal" in admission) return admission.refusal;
      const { identity } = admission;
      // No row of the table lets a WebSocket in unseen.
      if (!identity) return new Response("no such WebSocket", { status: 403 });
      const [session, params] = found;
      const visit = {
        identity,
        params: decoded(params as Record<string, string>),
        query: url.searchParams,
      };
      const onClosed = (ws: WebSocket) => {
        open.delete(ws);
        if (open.size === 0) onNoneOpen();
      };
      const own = { open, onClosed, clock, log: log.with({ path }) };
      return upgrade(request, { session, visit, ...own });
    });
  } catch (cause) {
    throw listenFault(cause, options);
  }
  return {
    host: server.addr.hostname,
    port: server.addr.port,
    async stop() {
      const stopped = server.shutdown();
      // Sessions have said goodbye; a peer that does not answer must not keep the server open.
      for (const socket of open) if (socket.readyState === WebSocket.OPEN) socket.close(1001);
      // The runtime does not count them: until they are closed their timers are alive.
      const closed = Promise.withResolvers<void>();
      onNoneOpen = closed.resolve;
      if (open.size === 0) closed.resolve();
      const cancelClosing = clock.schedule(CLOSE_MS, closed.resolve);
      const late = Promise.withResolvers<void>();
      const cancel = clock.schedule(STOP_MS, () => {
        log.warn("requests were under way at the stop", { after_ms: STOP_MS });
        late.resolve();
      });
      await Promise.race([stopped, late.promise]);
      await closed.promise;
      for (const cancelTimer of [cancel, cancelClosing]) cancelTimer();
    },
  };
}

function upgrade(
  request: Request,
  { session, visit, open, onClosed, clock, log }: {
    session: OpenVisit;
    visit: Visit;
    open: Set<WebSocket>;
    onClosed(ws: WebSocket): void;
    clock: Clock;
    log: Logger;
  },
): Response {
  let upgraded: Deno.WebSocketUpgrade;
  try {
    const offered = request.headers.get("sec-websocket-protocol")?.split(/ *, */)[0];
    upgraded = Deno.upgradeWebSocket(request, {
      idleTimeout: IDLE_TIMEOUT_SECONDS,
      ...(offered === BEARER_PROTOCOL && { protocol: BEARER_PROTOCOL }),
    });
  } catch (error) {
    return new Response(`not a WebSocket handshake: ${messageOf(error)}`, { status: 400 });
  }
  const { socket: ws, response } = upgraded;
  ws.binaryType = "arraybuffer";
  open.add(ws);
  let handler: SocketHandler | undefined;
  let cancelExpiry = () => {};
  // A throw in a WebSocket callback would end the process: it ends this session alone.
  const guarded = (run: () => void) => {
    try {
      run();
    } catch (error) {
      log.error("session failed", { error });
      socket.close(CLOSE.fault.code, CLOSE.fault.reason);
    }
  };
  const socket: Socket = {
    send(text) {
      // Answers and broadcasts come from timers and microtasks, too, where no guard stands.
      if (ws.readyState === WebSocket.OPEN) guarded(() => ws.send(text));
    },
    bufferedBytes: () => ws.bufferedAmount,
    close(code, reason) {
      if (ws.readyState <= WebSocket.OPEN) ws.close(code, reason);
    },
  };
  ws.onopen = () =>
    guarded(() => {
      handler = session(socket, visit);
      const { expiresMs } = visit.identity;
      if (expiresMs === undefined) return;
      cancelExpiry = clock.schedule(
        Math.max(0, expiresMs - clock.now()),
        () => socket.close(CLOSE.expired.code, CLOSE.expired.reason),
      );
    });
  ws.onmessage = ({ data }) =>
    guarded(() => {
      if (typeof data === "string") handler?.onText(data);
      else handler?.onBinary(data.byteLength);
    });
  ws.onclose = () => {
    cancelExpiry();
    guarded(() => handler?.onClose());
    onClosed(ws);
  };
  // A close event always follows.
  ws.onerror = (event) => log.debug("socket error", { reason: (event as ErrorEvent).message });
  return response;
}
