/** The only place where a simulator opens a socket. */
import type { OpenSocket } from "./client_socket.ts";

export const openDenoSocket: OpenSocket = (url, events) => {
  const socket = new WebSocket(url);
  let reason = "";
  socket.onopen = () => events.onOpen();
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") events.onText(data);
  };
  socket.onerror = (event) => {
    // The close that follows carries no reason when the connection was never made.
    if (event instanceof ErrorEvent) reason = event.message;
  };
  socket.onclose = (event) => events.onClose(event.code, event.reason || reason);
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
};
