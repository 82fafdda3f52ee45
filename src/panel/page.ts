/** The one HTML page, and the favicon. What it shows is drawn by its script. */
import { SCRIPT, STYLES } from "./assets.ts";

/**
 * Everything comes from this server; nothing stands in the page itself.
 * @param signInOrigins where the page may exchange the code of a login for a token
 */
export function contentSecurityPolicy(signInOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    ["connect-src 'self'", ...signInOrigins].join(" "),
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export const PAGE = `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>gavaged</title>
<link rel="icon" href="/panel/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${STYLES.path}">
<script type="module" src="${SCRIPT.path}"></script>
</head>
<body>
<div id="panel"><noscript>
<p lang="fr">Le panneau a besoin de JavaScript.</p>
<p lang="en">The panel needs JavaScript.</p>
</noscript></div>
</body>
</html>
`;

export const ICON =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#7a4b00"/><path d="M16 5c5 5 8 9 8 13.5a8 8 0 0 1-16 0C8 14 11 10 16 5Z" fill="#f6c453"/><path d="M12 19a4 4 0 0 0 4 4" fill="none" stroke="#7a4b00" stroke-width="2" stroke-linecap="round"/></svg>`;
