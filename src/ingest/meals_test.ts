import assert from "node:assert/strict";
import { aMeal } from "../../tests/support/meals.ts";
import { FakeSocket } from "../../tests/support/fake_socket.ts";
import { MAX_UNANSWERED_MEALS } from "../contract/meal.ts";
import { ManualClock } from "../lib/clock.ts";
import { silentLogger } from "../lib/log.ts";
import { MEAL_SESSION_LIMITS, openMealSession } from "./meal_session.ts";
import { MealIngest, type MealOutcome, type StoredMeal } from "./meals.ts";

class Refused extends Error {}

/** Each write takes the next answer; without one left, all meals are new. */
function fixture(...answers: (StoredMeal["change"] | Error)[]) {
  const clock = new ManualClock(Date.parse("2026-11-22T09:00:00Z"));
  const published: string[] = [];
  const state = { publish: (code: string) => void published.push(code) };
  const ingest = new MealIngest({
    store: {
      writeMeals(meals) {
        const answer = answers.shift() ?? "new";
        if (answer instanceof Error) return Promise.reject(answer);
        return Promise.resolve(
          meals.map(({ meal }) => ({ change: answer, codeLot: meal.code_lot })),
        );
      },
      isOutage: (error) => !(error instanceof Refused),
      isHeldUp: () => false,
      refusalReason: () => "out of range",
    },
    people: { hasSite: () => true, hasGaveur: () => true },
    publish: ({ code_lot }) => state.publish(code_lot),
    clientZone: "UTC",
    capacity: 2,
    batchSize: 10,
    lingerMs: 2,
    lanes: 1,
    clock,
    log: silentLogger,
    metrics: { received() {}, refused() {}, stored() {}, batch() {} },
  });
  const outcomes: MealOutcome[] = [];
  const submit = (frame: unknown) => ingest.submit(frame, (outcome) => outcomes.push(outcome));
  const turn = async (ms = 2) => {
    clock.advance(ms);
    for (let i = 0; i < 50; i++) await Promise.resolve();
  };
  return { clock, ingest, published, state, outcomes, submit, turn };
}

Deno.test("MealIngest tells nobody of a meal that changed nothing", async () => {
  const { submit, turn, published, outcomes } = fixture("same");
  submit(aMeal());
  await turn();
  assert.deepEqual([outcomes[0]?.status, published], ["stored", []]);
});

Deno.test("MealIngest publishes a meal whose commit went unanswered", async () => {
  const { submit, turn, published } = fixture(new Error("connection lost"), "same");
  submit(aMeal());
  await turn();
  await turn(2_000);
  assert.deepEqual(published, [aMeal().code_lot]);
});

Deno.test("MealIngest answers the sender though nobody could be told", async () => {
  const { submit, turn, state, outcomes } = fixture();
  state.publish = () => {
    throw new Error("a listener's fault");
  };
  submit(aMeal());
  await turn();
  assert.equal(outcomes[0]?.status, "stored");
});

Deno.test("MealIngest gives back the meal as read, so that nothing else need be kept", async () => {
  const { submit, turn, outcomes } = fixture(new Refused());
  const meal = aMeal();
  for (let i = 0; i < 3; i++) submit({ ...meal, note: "x".repeat(60_000) });
  await turn();
  assert.deepEqual(outcomes.map((outcome) => "data" in outcome && [outcome.status, outcome.data]), [
    ["overloaded", { ...meal, pret_abattage: false }],
    false,
    false,
  ]);
});

Deno.test("a client that asks for it gets the answers of one commit in one frame", async () => {
  const { ingest, clock, turn } = fixture();
  const socket = new FakeSocket();
  const session = openMealSession(socket, {
    ingest,
    clock,
    limits: { ...MEAL_SESSION_LIMITS, maxBadInARow: 1 },
    joinsAnswers: true,
  });
  for (const jour of [0, 1]) session.onText(JSON.stringify(aMeal({ jour })));
  await turn();
  const [greeting, acks, ...none] = socket.sent;
  assert.equal(JSON.parse(greeting!).type, "connection_established");
  assert.deepEqual(acks!.split("\n").map((line) => JSON.parse(line).jour), [0, 1]);
  assert.deepEqual(none, []);
  // What is said before a connection is closed is not kept back.
  session.onText("rubbish");
  assert.equal(JSON.parse(socket.sent.at(-1)!).code, "invalid");
  assert.equal(socket.closed?.code, 1008);
});

Deno.test("a client that is busy gets each answer to as many meals as it may have unanswered", () => {
  const socket = new FakeSocket();
  socket.reads = false;
  const meal = {
    ...aMeal({ code_lot: "L".repeat(20), poids_moyen: 6543.21 }),
    pret_abattage: false,
  };
  const session = openMealSession(socket, {
    ingest: { submit: (_, settle) => settle({ status: "stored", meal }) },
    clock: new ManualClock(Date.parse("2026-11-22T09:00:00Z")),
    limits: MEAL_SESSION_LIMITS,
  });
  const text = JSON.stringify(meal);
  for (let i = 0; i < MAX_UNANSWERED_MEALS; i++) session.onText(text);
  assert.equal(socket.sent.filter((frame) => frame.includes('"ack"')).length, MAX_UNANSWERED_MEALS);
});

Deno.test("a client whose meals the database refuses is sent away like one that sends nonsense", async () => {
  const { ingest, clock, turn } = fixture(new Refused(), new Refused());
  const socket = new FakeSocket();
  const limits = { ...MEAL_SESSION_LIMITS, maxBadInARow: 2 };
  const session = openMealSession(socket, { ingest, clock, limits });
  for (let i = 0; i < 2; i++) {
    assert.equal(socket.closed, undefined);
    session.onText(JSON.stringify(aMeal()));
    await turn();
  }
  assert.equal(socket.closed?.code, 1008);
  const [, refusal] = socket.take();
  assert.deepEqual([refusal!.code, refusal!.data], ["refused", {
    ...aMeal(),
    pret_abattage: false,
  }]);
});
