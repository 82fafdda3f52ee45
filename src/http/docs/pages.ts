/** The two pages of the documentation; what they load is this server's own. */

export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

function page({ title, head, body }: Record<"title" | "head" | "body", string>): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="/docs/page.css">
${head}
</head>
<body>
<header>
<h1>gavaged</h1>
<nav aria-label="Documentation"><a href="/docs">HTTP</a> · <a href="/docs/live">WebSockets, live</a> · <a href="/openapi.json">openapi.json</a> · <a href="/asyncapi.json">asyncapi.json</a> · <a href="/">Panel</a></nav>
</header>
${body}
</body>
</html>
`;
}

export const HTTP_PAGE = page({
  title: "gavaged: HTTP",
  head: `<link rel="stylesheet" href="/docs/swagger-ui.css">
<script defer src="/docs/swagger-ui-bundle.js"></script>
<script defer src="/docs/start.js"></script>`,
  body: `<div id="docs"><noscript><p>This page needs JavaScript; the document itself is at
<a href="/openapi.json">/openapi.json</a>.</p></noscript></div>`,
});

export const LIVE_PAGE = page({
  title: "gavaged: WebSockets, live",
  head: `<script type="module" src="/docs/live.js"></script>`,
  body: `<main>
<form id="connect">
<label>WebSocket <select id="channel"></select></label>
<label id="device-row" hidden>Device or run <input id="device" maxlength="100" autocomplete="off"></label>
<label>Token, if the server asks for one <input id="token" type="password" autocomplete="off"></label>
<button id="toggle" class="main">Connect</button>
<span id="state" role="status">not connected</span>
</form>
<p><code id="address"></code></p>
<p id="about"></p>
<form class="send" id="send">
<label>Frame to send <textarea id="frame" rows="2" spellcheck="false">{"type":"heartbeat"}</textarea></label>
<button>Send</button>
</form>
<div class="bar">
<label>Show frames with <input id="filter" type="search" list="types" placeholder="text or type"></label>
<datalist id="types"></datalist>
<button id="pause" type="button" aria-pressed="false">Pause</button>
<button id="clear" type="button">Clear</button>
<span id="count">0 frames</span>
</div>
<ul id="frames" aria-label="Frames, newest first"></ul>
</main>`,
});
