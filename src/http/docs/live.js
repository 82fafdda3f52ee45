// The live page: one WebSocket, its frames newest first, never more than so many.
const MOST_FRAMES = 500;
const MOST_SHOWN_CHARS = 20_000;

const $ = (id) => document.getElementById(id);
let channels = {};
let messages = {};
let socket;
let paused = false;
/** Newest last, bounded like what is shown. */
let held = [];
let seen = 0;

const spec = await (await fetch("/asyncapi.json")).json();
channels = spec.channels;
messages = spec.components.messages;
for (const [id, { address, title }] of Object.entries(channels)) {
  $("channel").append(new Option(`${address} · ${title}`, id));
}
const wanted = new URLSearchParams(location.search).get("channel");
if (wanted in channels) $("channel").value = wanted;
else $("channel").value = "realtime";
choose();

$("channel").addEventListener("change", choose);
$("connect").addEventListener("submit", (event) => {
  event.preventDefault();
  if (socket) socket.close(1000);
  else open();
});
$("pause").addEventListener("click", () => {
  paused = !paused;
  $("pause").setAttribute("aria-pressed", String(paused));
  $("pause").textContent = paused ? "Go on" : "Pause";
  if (!paused) draw();
  count();
});
$("clear").addEventListener("click", () => {
  held = [];
  draw();
  count();
});
$("filter").addEventListener("input", draw);
$("send").addEventListener("submit", (event) => {
  event.preventDefault();
  if (socket?.readyState !== WebSocket.OPEN) return say("not connected");
  socket.send($("frame").value);
  take($("frame").value, "sent");
});

function choose() {
  const { address, description, messages: own, parameters } = channels[$("channel").value];
  $("about").textContent = description.replaceAll(/\n(?!\n)/g, " ").replaceAll(/\*\*|`/g, "");
  $("device-row").hidden = !parameters;
  $("device").required = Boolean(parameters);
  $("address").textContent = address;
  const types = Object.values(own).map(({ $ref }) => messages[$ref.split("/").at(-1)].name);
  $("types").replaceChildren(...types.map((type) => new Option(type)));
}

async function open() {
  const path = channels[$("channel").value].address
    .replace("{device_id}", encodeURIComponent($("device").value.trim()));
  const token = $("token").value.trim();
  const url = new URL(path, location.href.replace(/^http/, "ws"));
  say("connecting …");
  try {
    if (token) url.searchParams.set("ticket", await ticketFor(path, token));
  } catch (error) {
    return say(error.message);
  }
  const opened = socket = new WebSocket(url);
  $("toggle").textContent = "Disconnect";
  opened.onopen = () => say("connected");
  opened.onmessage = ({ data }) => take(data, "received");
  opened.onclose = ({ code, reason }) => {
    if (socket !== opened) return;
    socket = undefined;
    $("toggle").textContent = "Connect";
    say(`closed: ${code}${reason ? ` ${reason}` : ""}`);
  };
}

async function ticketFor(path, token) {
  const answer = await fetch("/api/tickets", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ path }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`no ticket: ${body.detail}`);
  return body.ticket;
}

function take(text, direction) {
  let type = "?";
  try {
    type = JSON.parse(text).type ?? "?";
  } catch {
    // What is no JSON is shown as it is.
  }
  const frame = { number: ++seen, at: new Date(), type: String(type), text, direction };
  held.push(frame);
  if (held.length > MOST_FRAMES) held.shift();
  count();
  if (paused || !passes(frame)) return;
  $("frames").prepend(row(frame));
  while ($("frames").children.length > MOST_FRAMES) $("frames").lastElementChild.remove();
}

function passes({ text }) {
  return text.toLowerCase().includes($("filter").value.trim().toLowerCase());
}

function draw() {
  $("frames").replaceChildren(...held.filter(passes).reverse().map(row));
}

function row({ at, type, text, direction }) {
  const item = document.createElement("li");
  item.className = direction;
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.append(span("time", at.toISOString().slice(11, 23)), span("type", type));
  summary.append(span("start", text.slice(0, 200)));
  details.append(summary);
  // Made when it is asked for: most frames are never opened.
  details.addEventListener("toggle", () => {
    if (!details.open || details.children.length > 1) return;
    const pre = document.createElement("pre");
    pre.tabIndex = 0;
    pre.textContent = pretty(text);
    details.append(pre);
  });
  item.append(details);
  return item;
}

function span(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

function pretty(text) {
  try {
    text = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // As it is.
  }
  return text.length > MOST_SHOWN_CHARS ? `${text.slice(0, MOST_SHOWN_CHARS)}\n…` : text;
}

function say(text) {
  $("state").textContent = text;
}

function count() {
  $("count").textContent = `${seen} frames, the last ${held.length} held${
    paused ? ", paused" : ""
  }`;
}
