/** The only place where a simulator opens a socket. */
import { ACCESS_REFUSED, refusalText, refusesAccess } from "./access_refusal.ts";
import type { ClientSocket, ClientSocketEvents, OpenSocket } from "./client_socket.ts";

export const openDenoSocket: OpenSocket = (url, events) => open(new WebSocket(url), events);

/** Opens sockets that show an access token in their handshake. */
export function denoSocketsWith(token: string): OpenSocket {
  const headers = { authorization: `Bearer ${token}` };
  return (url, events) => open(new WebSocket(url, { headers }), events);
}

function open(socket: WebSocket, events: ClientSocketEvents): ClientSocket {
  let reason = "";
  socket.onopen = () => events.onOpen();
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") events.onText(data);
  };
  socket.onerror = (event) => {
    // The close that follows carries no reason when the connection was never made.
    if (event instanceof ErrorEvent) reason = event.message;
  };
  socket.onclose = (event) => {
    const status = statusIn(reason);
    if (status === undefined || !refusesAccess(status)) {
      return events.onClose(event.code, event.reason || reason);
    }
    events.onClose(ACCESS_REFUSED, refusalText(status, "access refused"));
  };
  return {
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close(code, why) {
      socket.close(code, why);
    },
  };
}

/** The HTTP status that answered a handshake: it stands in the runtime's words only. */
function statusIn(reason: string): number | undefined {
  const status = /\bstatus code:? (\d{3})\b/i.exec(reason)?.[1];
  return status === undefined ? undefined : Number(status);
}
