/** What the OpenAPI document says of the server as a whole. */

export const INTRODUCTION = `Everything the server knows, over HTTP. WebSockets are described by
[/asyncapi.json](/asyncapi.json), and can be watched at [/docs/live](/docs/live).

**Errors** are RFC 9457 problem documents; \`detail\` is for people, \`code\` for programs. The
resources that clients of the former system use (\`/api/sqal\`, \`/api/consumer\`, the older part of
\`/api/control-panel\`) answer with its \`{"detail": …}\`.

**Access.** On a server that asks who comes, each operation lists its roles in \`x-roles\`:
viewer < operator < admin; a device sends; a gaveur reads and feeds their own lots only. To them, a
lot of somebody else does not exist (404).

**Any request** may be refused before it reaches its operation: 403 to pages of foreign origins,
421 to names that are not this server's, 429 with \`Retry-After\` when too many come.

**Names** of fields are those of the former system, in French. Doses and weights are grams, times
ISO 8601 in UTC. Unknown fields of a body are ignored. Lists go on with \`next_cursor\`: send it back
as \`cursor\`.`;

/** In the order of the page. */
export const TAGS: readonly (readonly [name: string, description: string])[] = [
  ["Lots", "Lots, their meals, and the coherence of their chain"],
  ["Sites", "Sites beside each other"],
  ["Registry", "Lots with the hash chains of their events"],
  ["SQAL", "Quality control: devices, samples, alerts, decisions"],
  ["Products", "What was made of the livers"],
  ["Consumer", "Scans, ratings and what producers learn of them"],
  ["Curves", "Feeding curves: proposed, approved, in use"],
  ["Trace", "From maize to eater and back; EPCIS; recalls"],
  ["Control Panel - SQAL Simulators", "Simulated devices"],
  ["Control Panel - Gavage Simulator", "Simulated lots"],
  ["Control Panel - Consumer Simulator", "Simulated consumers"],
  ["Control Panel - Orchestrated Scenarios", "All simulators together"],
  ["Control Panel - Runs", "Every run there is, and scenarios as files"],
  ["Export", "Tables as files, for spreadsheets and programs"],
  ["Access", "Who am I, tickets for WebSockets, the audit trail"],
  ["Operation", "Health, metrics, this documentation"],
];
