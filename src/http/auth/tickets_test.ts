import { equal, notEqual, ok } from "node:assert/strict";
import { LOCAL } from "../../domain/roles.ts";
import { ManualClock } from "../../lib/clock.ts";
import { TICKET_MS, Tickets } from "./tickets.ts";

Deno.test("a ticket is good once, for its path in both spellings, and not for long", () => {
  const clock = new ManualClock();
  const tickets = new Tickets(clock);
  const sell = () => tickets.sell(LOCAL, "/ws/realtime/")!;
  notEqual(sell(), sell());
  const used = sell();
  equal(tickets.take(used, "/ws/realtime"), LOCAL);
  equal(tickets.take(used, "/ws/realtime"), undefined, "used");
  const stray = sell();
  equal(tickets.take(stray, "/ws/gavage"), undefined, "for another path");
  equal(tickets.take(stray, "/ws/realtime"), undefined, "and used up by it");
  const late = sell();
  clock.advance(TICKET_MS - 1);
  const newer = sell();
  clock.advance(1);
  equal(tickets.take(late, "/ws/realtime/"), undefined, "too old");
  equal(tickets.take(newer, "/ws/realtime/"), LOCAL);
  equal(tickets.take("made up", "/ws/realtime/"), undefined);
});

Deno.test("tickets that nobody uses take no more room than there is", () => {
  const clock = new ManualClock();
  const tickets = new Tickets(clock, { max: 2 });
  ok(tickets.sell(LOCAL, "/a"));
  clock.advance(TICKET_MS / 2);
  ok(tickets.sell(LOCAL, "/a"));
  equal(tickets.sell(LOCAL, "/a"), undefined);
  clock.advance(TICKET_MS / 2);
  ok(tickets.sell(LOCAL, "/a"), "the first has ended");
  equal(tickets.size, 2);
});
