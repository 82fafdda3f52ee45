/**
 * Who may do what: one row a route, the first that fits decides, and what has no row is refused.
 *
 * Patterns are Hono's. The rows of reading may cover a whole prefix; what changes something is
 * named, so that it is in the audit trail under its own name.
 */
import { TrieRouter } from "hono/router/trie-router";
import { holds, type Identity, readsOnlyLotsOf, type Role } from "../../domain/roles.ts";

/** `WS` is the handshake of a WebSocket. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "WS";

/**
 * `everyone` is let in unseen; `anyone` may come without credentials, but is recognised by them;
 * `known` is whoever has proved who they are.
 */
export type Audience = "everyone" | "anyone" | "known" | readonly Role[];

export interface Rule {
  method: Method;
  path: string;
  who: Audience;
  /** The name of the action in the audit trail. */
  audit?: string;
  /** `:id` is a lot: one that is not theirs does not exist for a gaveur. */
  ofLot?: true;
  /** `:gaveur_id` is whose lots it is about: another gaveur may not. */
  ofGaveur?: true;
  /** Probes must get their answer whatever else goes on. */
  unlimited?: true;
}

export interface PolicyOptions {
  /** Existing consumer clients list products without credentials. */
  publicProducts: boolean;
}

const VIEWER: Audience = ["viewer"];
const VIEWER_OR_GAVEUR: Audience = ["viewer", "gaveur"];
const OPERATOR: Audience = ["operator"];
const ADMIN: Audience = ["admin"];

function rules({ publicProducts }: PolicyOptions): Rule[] {
  const probe = (path: string): Rule => ({ method: "GET", path, who: "everyone", unlimited: true });
  const get = (path: string, who: Audience): Rule => ({ method: "GET", path, who });
  const post = (path: string, who: Audience, audit?: string): Rule => ({
    method: "POST",
    path,
    who,
    ...(audit !== undefined && { audit }),
  });
  const change = (path: string, audit: string): Rule[] =>
    (["POST", "PUT", "PATCH", "DELETE"] as const).map((method) => ({
      method,
      path,
      who: OPERATOR,
      audit,
    }));
  const ws = (path: string, who: Audience): Rule => ({ method: "WS", path, who });
  const ofLot = (path: string, who: Audience): Rule => ({ ...get(path, who), ofLot: true });

  return [
    ...["/livez", "/readyz", "/health", "/health/live", "/health/ready", "/health/startup"]
      .map(probe),
    get("/metrics", VIEWER),

    ws("/ws/gavage", ["device", "operator", "gaveur"]),
    ws("/ws/sensors", ["device", "operator"]),
    ws("/ws/realtime", VIEWER_OR_GAVEUR),
    { ...ws("/ws/gaveur/:gaveur_id{[0-9]+}", VIEWER_OR_GAVEUR), ofGaveur: true },
    ws("/ws/notifications", VIEWER_OR_GAVEUR),
    ws("/api/control-panel/ws/logs/:device_id", VIEWER),

    get("/api/session", "anyone"),
    post("/api/tickets", "known"),
    get("/api/audit", ADMIN),

    get("/api/lots", VIEWER_OR_GAVEUR),
    post("/api/lots", ["operator", "device"], "lots.create"),
    post("/api/lots/:id/close", OPERATOR, "lot.close"),
    // Its route lets a device ask only for lots that it names.
    get("/api/lots/coherence", ["viewer", "device"]),
    // A device may be told to measure a lot: it has to know the ducks, and what they were given.
    ofLot("/api/lots/:id", ["viewer", "gaveur", "device"]),
    ofLot("/api/lots/:id/doses", ["viewer", "gaveur", "device"]),
    ofLot("/api/lots/:id/*", VIEWER_OR_GAVEUR),
    get("/api/sites/*", VIEWER),
    get("/api/registry/*", VIEWER),
    get("/api/samples/*", VIEWER),

    get("/api/sqal/*", VIEWER),
    post("/api/sqal/predict", VIEWER),
    post("/api/sqal/alerts", OPERATOR, "alert.raise"),
    post("/api/sqal/alerts/:id/acknowledge", OPERATOR, "alert.acknowledge"),
    post("/api/sqal/pending-lots/:code_lot/approve", OPERATOR, "lot.approve"),
    post("/api/sqal/pending-lots/:code_lot/reject", OPERATOR, "lot.reject"),

    get("/p/*", "everyone"),
    post("/p/*", "everyone"),
    get("/api/public/*", "everyone"),
    get("/api/consumer/scan/:qr_code", "everyone"),
    post("/api/consumer/feedback", "everyone"),
    get("/api/consumer/product/:product_id/stats", "everyone"),
    get("/api/consumer/products", publicProducts ? "everyone" : VIEWER),
    get("/api/consumer/*", VIEWER),
    post("/api/consumer/ml/mark-used", OPERATOR, "training_data.mark"),
    post("/api/consumer/internal/register-product", ADMIN, "product.register"),
    post("/api/consumer/internal/link-blockchain", ADMIN, "product.link"),
    get("/api/products/*", VIEWER),
    post("/api/products/:product_id/recall", OPERATOR, "product.recall"),

    get("/api/curves/*", VIEWER),
    post("/api/curves", OPERATOR, "curve.propose"),
    ...["approve", "activate", "retire"].map((act) =>
      post(`/api/curves/:id/${act}`, OPERATOR, `curve.${act}`)
    ),
    get("/api/maize/*", VIEWER),
    get("/api/trace/*", VIEWER),
    get("/api/export/*", VIEWER),
    get("/api/recall/*", VIEWER),
    post("/api/recall", OPERATOR, "recall"),

    get("/api/control-panel/*", VIEWER),
    ...change("/api/control-panel/*", "control"),

    // The panel asks for what it shows with the credentials of whoever looks at it.
    ...["/", "/panel/*", "/assets/*", "/favicon.ico", "/favicon.svg"].map((path) =>
      get(path, "everyone")
    ),
    ...["/docs/*", "/openapi.json", "/asyncapi/*", "/asyncapi.json"].map((path) =>
      get(path, "everyone")
    ),
  ];
}

export interface PolicyMatch {
  rule: Rule;
  params: Readonly<Record<string, string>>;
}

export class Policy {
  readonly #router = new TrieRouter<Rule>();

  constructor(options: PolicyOptions) {
    for (const rule of rules(options)) this.#router.add(rule.method, rule.path, rule);
  }

  /** The row that decides; HEAD asks for what GET does. */
  find(method: string, path: string): PolicyMatch | undefined {
    const [matches] = this.#router.match(method === "HEAD" ? "GET" : method, path);
    const [first] = matches;
    if (!first) return undefined;
    return { rule: first[0], params: decoded(first[1] as Record<string, string>) };
  }
}

/** What the row that decides says to somebody, who may not have said who they are. */
export function verdict(
  match: PolicyMatch | undefined,
  identity: Identity | undefined,
): "may" | "unknown" | "may_not" | "no_rule" {
  const rule = match?.rule;
  if (rule?.who === "everyone" || rule?.who === "anyone") return "may";
  if (!identity) return "unknown";
  if (!rule) return "no_rule";
  if (typeof rule.who === "string") return "may";
  const ownId = readsOnlyLotsOf(identity);
  if (rule.ofGaveur && ownId !== undefined && ownId !== Number(match.params["gaveur_id"])) {
    return "may_not";
  }
  return rule.who.some((role) => holds(identity, role)) ? "may" : "may_not";
}

/** Parameters as routes get them. */
export function decoded(params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      try {
        return [name, decodeURIComponent(value)];
      } catch {
        return [name, value];
      }
    }),
  );
}
