/** `gavaged token create`: an access token, shown once, and what the configuration keeps of it. */
import { Command, InvalidArgumentError } from "commander";
import { stringify } from "yaml";
import { ConfigSchema } from "../config/mod.ts";
import { describeIssues, fieldIssues } from "../contract/issues.ts";
import { type Role, ROLES } from "../domain/roles.ts";
import { createToken } from "../http/mod.ts";
import { systemClock } from "../lib/clock.ts";
import { AppError } from "../lib/errors.ts";
import { print } from "./output.ts";

const DAY_MS = 86_400_000;

interface TokenFlags {
  name: string;
  role: Role[];
  gaveurId?: number;
  site?: string;
  expires?: string;
  json?: boolean;
}

export function tokenCommand(): Command {
  const create = new Command("create")
    .description("Make an access token for a server with auth: token; only its hash is kept there")
    .requiredOption("--name <name>", "whose it is; stands in the audit trail")
    .requiredOption("--role <role>", `${ROLES.join(", ")}; may be said again`, addRole)
    .option("--gaveur-id <id>", "the gaveur whose lots alone it is for", gaveurId)
    .option("--site <code>", "the only site that it may send for")
    .option("--expires <when>", "a date, a date-time, or days from now: 90d", expiry)
    .option("--json", "as JSON")
    .action(createOne);
  return new Command("token").addCommand(create);
}

function createOne({ name, role, gaveurId, site, expires, json }: TokenFlags): void {
  const { token, hash } = createToken();
  const entry = {
    name,
    hash,
    roles: role,
    ...(gaveurId !== undefined && { gaveur_id: gaveurId }),
    ...(site !== undefined && { site }),
    ...(expires !== undefined && { expires }),
  };
  const checked = ConfigSchema.shape.tokens.safeParse([entry]);
  if (!checked.success) {
    throw new AppError("usage", describeIssues(fieldIssues(checked.error, [entry])));
  }
  if (json) return print(JSON.stringify({ token, entry }));
  print(
    [
      "The token, shown this once:",
      "",
      `  ${token}`,
      "",
      "For the server's configuration file, whose changed tokens it reads while it runs:",
      "",
      stringify({ auth: "token", tokens: [entry] }).trimEnd(),
    ].join("\n"),
  );
}

function addRole(text: string, before: Role[] = []): Role[] {
  const role = ROLES.find((one) => one === text);
  if (!role) throw new InvalidArgumentError(`Expected one of ${ROLES.join(", ")}.`);
  return [...before, role];
}

function gaveurId(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError("Expected a number from 1.");
  return Number(text);
}

function expiry(text: string): string {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  const timeMs = days === undefined ? Date.parse(text) : systemClock.now() + Number(days) * DAY_MS;
  if (Number.isNaN(timeMs)) throw new InvalidArgumentError("Expected 2027-01-31, or 90d.");
  if (timeMs <= systemClock.now()) throw new InvalidArgumentError("Expected a time to come.");
  return new Date(timeMs).toISOString();
}
