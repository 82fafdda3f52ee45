/** A WebSocket client made of bytes: it may be silent, hasty or rude, as no library is. */
import { inTime } from "./until.ts";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

export type RawSocket = Deno.TcpConn;

export async function connectRaw(url: string): Promise<RawSocket> {
  const { hostname, port } = new URL(url);
  return await Deno.connect({ hostname, port: Number(port) });
}

/** The request that asks for a WebSocket. */
export function handshake(
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Uint8Array {
  const lines = Object.entries({
    Host: "127.0.0.1",
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
    ...headers,
  }).filter(([, value]) => value !== "").map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return new TextEncoder().encode(`GET ${path} HTTP/1.1\r\n${lines}\r\n`);
}

/** Reads the answer's head and returns its status; bytes of frames behind it are dropped. */
export async function readStatus(socket: RawSocket): Promise<number> {
  const bytes = new Uint8Array(4_096);
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const read = await inTime("an answer to the handshake", socket.read(bytes));
    if (read === null) throw new Error(`read the answer to the handshake: ended after ${head}`);
    head += new TextDecoder().decode(bytes.subarray(0, read));
  }
  return Number(head.split(" ", 2)[1]);
}

/** Opens a WebSocket by hand and never reads from it again. */
export async function openDeaf(url: string, path: string): Promise<RawSocket> {
  const socket = await connectRaw(url);
  await write(socket, handshake(path));
  const status = await readStatus(socket);
  if (status !== 101) throw new Error(`open ${path}: expected 101, got ${status}`);
  return socket;
}

export const textFrame = (text: string): Uint8Array =>
  maskedFrame(0x1, new TextEncoder().encode(text));

export const closeFrame = (): Uint8Array => maskedFrame(0x8, new Uint8Array([0x03, 0xe8]));

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export async function write(socket: RawSocket, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await socket.write(bytes.subarray(sent));
}

/** RFC 6455, 5.2: a client's frame, masked with zeros. */
function maskedFrame(opcode: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const size = length < 126
    ? [0x80 | length]
    : length < 65_536
    ? [0x80 | 126, length >> 8, length & 0xff]
    : [0x80 | 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => length >>> shift & 0xff)];
  return concat(new Uint8Array([0x80 | opcode, ...size, 0, 0, 0, 0]), payload);
}
