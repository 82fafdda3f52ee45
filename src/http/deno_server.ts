/** Deno's HTTP server around the app and the WebSocket sessions: the one file that sees both. */
import type { Clock } from "../lib/clock.ts";
import { AppError, messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import { CLOSE, type OpenSession, type Socket } from "../lib/socket.ts";
import { accessRefusal, type AccessRules } from "./access.ts";

export interface ServerOptions extends AccessRules {
  port: number;
  fetch(request: Request): Response | Promise<Response>;
  /** WebSocket sessions by path, written without a trailing slash; both spellings are served. */
  sockets: Readonly<Record<string, OpenSession>>;
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

/** @throws AppError `address_in_use`, or `server_refused` when the address cannot be taken. */
export function startServer(options: ServerOptions): RunningServer {
  const { host, port, clock, log } = options;
  const open = new Set<WebSocket>();
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
    }, (request) => {
      const refusal = accessRefusal(request, options);
      if (refusal) return refusal;
      if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
        return options.fetch(request);
      }
      const path = new URL(request.url).pathname.replace(/\/$/, "");
      const session = Object.hasOwn(options.sockets, path) ? options.sockets[path] : undefined;
      if (!session) return new Response("no such WebSocket", { status: 403 });
      return upgrade(request, { session, open, log: log.with({ path }) });
    });
  } catch (cause) {
    throw listenError(cause, options);
  }
  return {
    host: server.addr.hostname,
    port: server.addr.port,
    async stop() {
      const stopped = server.shutdown();
      // Sessions have said goodbye; a peer that does not answer must not keep the server open.
      for (const socket of open) if (socket.readyState === WebSocket.OPEN) socket.close(1001);
      const late = Promise.withResolvers<void>();
      const cancel = clock.schedule(STOP_MS, () => {
        log.warn("requests were under way at the stop", { after_ms: STOP_MS });
        late.resolve();
      });
      await Promise.race([stopped, late.promise]);
      cancel();
    },
  };
}

function upgrade(
  request: Request,
  { session, open, log }: { session: OpenSession; open: Set<WebSocket>; log: Logger },
): Response {
  let upgraded: Deno.WebSocketUpgrade;
  try {
    upgraded = Deno.upgradeWebSocket(request, { idleTimeout: IDLE_TIMEOUT_SECONDS });
  } catch (error) {
    return new Response(`not a WebSocket handshake: ${messageOf(error)}`, { status: 400 });
  }
  const { socket: ws, response } = upgraded;
  ws.binaryType = "arraybuffer";
  open.add(ws);
  const socket: Socket = {
    send(text) {
      if (ws.readyState === WebSocket.OPEN) ws.send(text);
    },
    bufferedBytes: () => ws.bufferedAmount,
    close(code, reason) {
      if (ws.readyState <= WebSocket.OPEN) ws.close(code, reason);
    },
  };
  let handler: ReturnType<OpenSession> | undefined;
  // A throw in a WebSocket callback would end the process: it ends this session alone.
  const guarded = (run: () => void) => {
    try {
      run();
    } catch (error) {
      log.error("session failed", { error });
      socket.close(CLOSE.fault.code, CLOSE.fault.reason);
    }
  };
  ws.onopen = () => guarded(() => handler = session(socket));
  ws.onmessage = ({ data }) =>
    guarded(() => {
      if (typeof data === "string") handler?.onText(data);
      else handler?.onBinary(data.byteLength);
    });
  ws.onclose = () => {
    open.delete(ws);
    guarded(() => handler?.onClose());
  };
  // A close event always follows.
  ws.onerror = (event) => log.debug("socket error", { reason: (event as ErrorEvent).message });
  return response;
}

function listenError(cause: unknown, { host, port }: ServerOptions): AppError {
  if (cause instanceof Deno.errors.AddrInUse) {
    return new AppError(
      "address_in_use",
      `cannot listen on ${host}:${port}: the port is taken (choose another with --port)`,
      { cause },
    );
  }
  return new AppError("server_refused", `cannot listen on ${host}:${port}: ${messageOf(cause)}`, {
    cause,
  });
}
