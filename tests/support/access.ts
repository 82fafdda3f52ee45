/** A server that asks who comes, and the tokens of those who may. */
import type { Config } from "../../src/config/mod.ts";
import { createToken, type TokenEntry } from "../../src/http/mod.ts";

const ENTRIES = {
  viewer: { roles: ["viewer"] },
  operator: { roles: ["operator"] },
  admin: { roles: ["admin"] },
  device: { roles: ["device"] },
  gaveur: { roles: ["gaveur"], gaveur_id: 1 },
  bound: { roles: ["device"], gaveur_id: 1, site: "LL" },
} satisfies Record<string, Pick<TokenEntry, "roles" | "gaveur_id" | "site">>;

export type Holder = keyof typeof ENTRIES;

const made = Object.entries(ENTRIES).map(([holder, entry]) => ({
  holder,
  entry,
  ...createToken(),
}));

/** As the configuration has them. */
export const TOKENS = made.map(({ holder, entry, hash }) => ({
  name: `the ${holder}`,
  hash,
  ...entry,
}));

export function tokenOf(holder: Holder): string {
  return made.find((one) => one.holder === holder)!.token;
}

export function bearer(holder: Holder | "nobody"): Record<string, string> {
  return holder === "nobody" ? {} : { authorization: `Bearer ${tokenOf(holder)}` };
}

/** The headers of a holder who sends JSON. */
export function bearerOfJson(holder: Holder | "nobody"): Record<string, string> {
  return { ...bearer(holder), "content-type": "application/json" };
}

export function access(): Pick<Config, "auth" | "tokens"> {
  return { auth: "token", tokens: TOKENS };
}
