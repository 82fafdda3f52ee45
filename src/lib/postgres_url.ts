/** The address of a PostgreSQL database as a URL, read without ever telling its password. */

/** Where a password may stand besides its own place. */
const SECRET_PARAMETERS = ["password", "sslpassword"];

/**
 * The address, or undefined when the text is none. Without a host, as libpq allows, it is
 * `localhost`.
 *
 * A password with a bare `/` or `#` would end up as host, port or database, which are shown: an
 * `@` beyond the host gives that away, and is refused.
 */
export function parsePostgresUrl(text: string): URL | undefined {
  const url = URL.parse(text.replace(/(@|:\/\/)\/(?=[^/])/, "$1localhost/"));
  const isAddress = url !== null && /^postgres(ql)?:$/.test(url.protocol) &&
    !`${url.pathname}${url.hash}`.includes("@") && isDecodable(url.href);
  return isAddress ? url : undefined;
}

/** The address with `***` for each password, or `***` when the text is no address. */
export function withoutPassword(text: string): string {
  const url = parsePostgresUrl(text);
  if (!url) return "***";
  if (url.password) url.password = "***";
  for (const name of SECRET_PARAMETERS) {
    if (url.searchParams.has(name)) url.searchParams.set(name, "***");
  }
  return url.href;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
