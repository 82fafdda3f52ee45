/**
 * Which part of the program may import which. Paths are relative to the repository, with `/`.
 *
 * Each row lists what lies below; a part never sees another part, so that each says in an interface
 * what it needs and `app` joins them.
 */
const foundation = ["src/domain", "src/contract", "src/lib"];
const parts = ["consumer", "control", "http", "ingest", "panel", "quality", "realtime", "registry"]
  .map((name) => `src/${name}`);
const simulators = ["gavage", "sqal", "consumer"].map((name) => `simulators/${name}`);
const belowApp = [
  ...[...parts, ...simulators, "simulators", "simulators/kernel"],
  ...["src/db", "src/config", ...foundation],
];

const PAGE = "src/panel/client";
const below = new Map<string, readonly string[]>([
  ["main.ts", ["src/cli", "src/app", "deno.json", ...belowApp]],
  ["src/cli", ["src/app", "deno.json", ...belowApp]],
  ["src/app", ["deno.json", ...belowApp]],
  ...parts.map((part) => [part, ["src/db", ...foundation]] as const),
  ["src/control", ["scenarios", "src/db", ...foundation]],
  // The page's own program: of the server it has the pure rules, and the types of what is sent.
  [PAGE, ["src/domain"]],
  ["simulators", [...simulators, "simulators/kernel", ...foundation]],
  ...simulators.map((simulator) => [simulator, ["simulators/kernel", ...foundation]] as const),
  ["simulators/kernel", foundation],
  ["src/config", foundation],
  ["src/db", ["sql", ...foundation]],
  ["src/domain", ["src/contract", "src/lib"]],
  ["src/contract", ["src/lib"]],
  ["src/lib", []],
]);

/** Parts that may name the configuration's types; its values reach them as arguments. */
const configReaders = new Set([...parts, "src/db"]);

/** Whether a file may import anything: tests and tools build what they look at. */
export function isFree(path: string): boolean {
  return /^(?:tests|tools)\//.test(path) || path.endsWith("_test.ts");
}

/** The area of a path, or undefined where no row above places it. */
export function areaOf(path: string): string | undefined {
  const [first = "", second = ""] = path.split("/");
  if (first === "sql" || first === "scenarios") return first;
  if (path.startsWith(`${PAGE}/`)) return PAGE;
  // A file straight in simulators/ joins them; everything else belongs to its second folder.
  const nested = first === "src" || (first === "simulators" && !second.endsWith(".ts"));
  const area = nested ? `${first}/${second}` : first;
  return below.has(area) || area === "deno.json" ? area : undefined;
}

export interface Import {
  /** The importing file. */
  readonly from: string;
  /** The imported file. */
  readonly to: string;
  /** Whether only types cross. */
  readonly typeOnly: boolean;
}

/** Why the direction of imports forbids this one, or undefined where it does not. */
export function directionFault({ from, to, typeOnly }: Import): string | undefined {
  const [source, target] = [areaOf(from), areaOf(to)];
  if (isFree(to)) return `keep tests and tools out of the program: ${to}`;
  if (source === undefined) return `place the folder in tools/_layers.ts: ${from}`;
  if (target === undefined) return `place the folder in tools/_layers.ts: ${to}`;
  if (source === target || below.get(source)?.includes(target)) return undefined;
  if (typeOnly && source === PAGE && target === "src/contract") return undefined;
  if (typeOnly && target === "src/config" && configReaders.has(source)) return undefined;
  return `turn the import around or have app join the two: ${source} may not import ${target}`;
}

/** Why the file may not be reached from there: a folder with a `mod.ts` has no other entrance. */
export function doorFault(
  { from, to }: Pick<Import, "from" | "to">,
  exists: (path: string) => boolean,
): string | undefined {
  const importer = folders(from);
  const target = folders(to);
  const home = target.at(-1) ?? "";
  if (/\/_[^/]*$/.test(`/${to}`) && importer.at(-1) !== home) return `${to} is private to ${home}/`;
  for (const folder of target.filter((folder) => !importer.includes(folder))) {
    const door = `${folder}/mod.ts`;
    if (to !== door && exists(door)) return `enter ${folder}/ by its mod.ts: ${to}`;
    if (to === door) return undefined;
  }
  return undefined;
}

/** `a/b/c.ts` → `["a", "a/b"]`. */
function folders(path: string): string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}

/** Whether a file may use the runtime (`Deno.*`) rather than be handed what it needs. */
export function mayUseRuntime(path: string): boolean {
  return isFree(path) || path === "main.ts" || /(?:^|\/)deno_[^/]*\.ts$/.test(path) ||
    ["src/app/", "src/cli/", "src/db/embedded"].some((prefix) => path.startsWith(prefix));
}

/** Whether a file may use Node's modules of the same kind: the database's adapters do, too. */
export function mayUseNodeRuntime(path: string): boolean {
  return mayUseRuntime(path) || path.startsWith("src/db/");
}

/**
 * Whether the same input must always give the same output here: no wall clock, no chance. Of a
 * simulator, only `run.ts` and the adapters touch the world.
 */
export function isPure(path: string): boolean {
  return !isFree(path) && !mayUseRuntime(path) && !path.endsWith("/run.ts") &&
    ["src/domain/", "src/contract/", "simulators/"].some((prefix) => path.startsWith(prefix));
}
