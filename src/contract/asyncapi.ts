/** Every WebSocket as one AsyncAPI 3.0 document, made of the schemas of its frames. */
import { z } from "zod";
import { CLOSE } from "../lib/socket.ts";
import { type Channel, CHANNELS, type Message } from "./channels.ts";

type Json = Record<string, unknown>;

export interface AsyncApiDocument extends Json {
  asyncapi: "3.0.0";
  channels: Record<string, ChannelObject>;
  components: { messages: Record<string, MessageObject>; schemas: Json } & Json;
}

interface ChannelObject extends Json {
  address: string;
  messages: Record<string, { $ref: string }>;
}

interface MessageObject extends Json {
  name: string;
  payload: Json;
}

const BEARER = "#/components/securitySchemes";

const INTRODUCTION = `JSON in text frames, one object a frame; unknown fields are ignored. Both
spellings of a path, with and without the last slash, are served.

**Who comes in.** A server with authentication wants \`Authorization: Bearer …\`, or the
subprotocols \`bearer, <token>\`, or \`?ticket=…\` from \`POST /api/tickets\` (browsers; one
connection, 30 s).

**Codes of closing.** 4000–4499 ask the client to come back, 4500–4999 to stay away.

| code | reason |
|---|---|
${Object.values(CLOSE).map(({ code, reason }) => `| ${code} | ${reason} |`).join("\n")}`;

/** @param version of the program */
export function asyncApiDocument({ version }: { version: string }): AsyncApiDocument {
  const schemas: Json = {};
  const messages: Record<string, MessageObject> = {};
  const channels: Record<string, ChannelObject> = {};
  const operations: Json = {};
  for (const [id, channel] of Object.entries(CHANNELS)) {
    for (const [name, message] of [...entries(channel.receives), ...entries(channel.sends)]) {
      messages[`${id}_${name}`] = messageObject(message, { id, name, schemas });
    }
    channels[id] = channelObject(id, channel);
    for (const [verb, action] of [["receives", "receive"], ["sends", "send"]] as const) {
      const names = Object.keys(channel[verb]);
      if (names.length === 0) continue;
      operations[`${id}_${action}`] = {
        action,
        channel: { $ref: `#/channels/${id}` },
        summary: action === "receive" ? "What a client may send" : "What the server sends",
        messages: names.map((name) => ({ $ref: `#/channels/${id}/messages/${name}` })),
      };
    }
  }
  return {
    asyncapi: "3.0.0",
    info: {
      title: "gavaged WebSockets",
      version,
      description: INTRODUCTION,
      license: { name: "MIT" },
    },
    defaultContentType: "application/json",
    servers: {
      gavaged: {
        host: "{host}",
        protocol: "ws",
        description: "This server; wss behind a proxy that speaks TLS",
        variables: { host: { default: "localhost:8000" } },
        security: ["bearer", "protocol", "ticket"].map((name) => ({ $ref: `${BEARER}/${name}` })),
      },
    },
    channels,
    operations,
    components: {
      messages,
      schemas,
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "A token, or OpenID's access token",
        },
        protocol: {
          type: "httpApiKey",
          name: "Sec-WebSocket-Protocol",
          in: "header",
          description: "bearer, <token>",
        },
        ticket: {
          type: "httpApiKey",
          name: "ticket",
          in: "query",
          description: "From POST /api/tickets, for one connection",
        },
      },
    },
  };
}

function channelObject(id: string, channel: Channel): ChannelObject {
  const names = [...Object.keys(channel.receives), ...Object.keys(channel.sends)];
  return {
    address: channel.address,
    title: channel.title,
    description: channel.description,
    ...(channel.parameters && { parameters: channel.parameters }),
    messages: Object.fromEntries(
      names.map((name) => [name, { $ref: `#/components/messages/${id}_${name}` }]),
    ),
    bindings: {
      ws: {
        method: "GET",
        query: { type: "object", properties: { ticket: { type: "string" }, ...query(channel) } },
        bindingVersion: "0.1.0",
      },
    },
    "x-close-codes": [...channel.closes.map((name) => CLOSE[name].code), 1000],
  };
}

function query(channel: Channel): Json {
  return Object.fromEntries(
    Object.entries(channel.query ?? {}).map((
      [name, schema],
    ) => [name, { type: "string", ...schema }]),
  );
}

function messageObject(
  { schema, summary }: Message,
  { id, name, schemas }: { id: string; name: string; schemas: Json },
): MessageObject {
  // As it stands on the wire, and open: a frame may gain fields.
  const { $schema: _, id: __, definitions = {}, ...payload } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    target: "draft-7",
  }) as Json & { definitions?: Record<string, Json> };
  for (const [key, { id: _, ...shared }] of Object.entries(definitions)) {
    schemas[key] = placed(shared);
  }
  return { name, title: `${id}: ${name}`, summary, payload: placed(payload) };
}

/** A schema with its references to shared parts where this document keeps them. */
function placed(schema: Json): Json {
  return JSON.parse(
    JSON.stringify(schema).replaceAll('"#/definitions/', '"#/components/schemas/'),
  );
}

function entries(messages: Readonly<Record<string, Message>>): [string, Message][] {
  return Object.entries(messages);
}
