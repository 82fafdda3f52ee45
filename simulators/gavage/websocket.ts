/** The transport of a real run. */
import { openDenoSocket, type OpenSocket, WebSocketTransport } from "../kernel/mod.ts";
import { type OutgoingMeal, readMealAnswer } from "./meal_protocol.ts";
import type { GavageTransportFactory } from "./run.ts";

export function mealsOver(openSocket: OpenSocket): GavageTransportFactory {
  return (request, events) =>
    new WebSocketTransport<OutgoingMeal>(
      { ...request, readAnswer: readMealAnswer, openSocket },
      events,
    );
}

export const mealsOverWebSocket: GavageTransportFactory = mealsOver(openDenoSocket);
