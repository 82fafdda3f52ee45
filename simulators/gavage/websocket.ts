/** The transport of a real run. */
import { openDenoSocket, WebSocketTransport } from "../kernel/mod.ts";
import { type OutgoingMeal, readMealAnswer } from "./meal_protocol.ts";
import type { GavageTransportFactory } from "./run.ts";

export const mealsOverWebSocket: GavageTransportFactory = (request, events) =>
  new WebSocketTransport<OutgoingMeal>(
    { ...request, readAnswer: readMealAnswer, openSocket: openDenoSocket },
    events,
  );
