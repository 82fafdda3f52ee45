/** A run in a pipe: a line for each lot and day, or for each day of a large fleet. */
import type { GavageEvent, OutgoingMeal } from "../../simulators/gavage/mod.ts";
import {
  accelText,
  closedText,
  connectionText,
  dayText,
  type GavageView,
  lotsText,
  SHOWN_LOTS,
  summaryLines,
} from "./gavage_view.ts";

/**
 * @param output.data lines about lots
 * @param output.diagnostics lines about the connection
 */
export function gavageLinesView(
  output: { data: (line: string) => void; diagnostics: (line: string) => void },
): GavageView {
  const days: number[] = [];
  let lots = 0;
  let acked = 0;
  let due = 0;
  let fleetDay = -1;
  let away = false;

  const onAcked = ({ lotIndex, frame }: OutgoingMeal) => {
    acked++;
    if (lots > SHOWN_LOTS) {
      if (frame.jour <= fleetDay) return;
      fleetDay = frame.jour;
      output.data(`📊 J${frame.jour}: ${acked} of ${due} meals acknowledged`);
    } else if (frame.moment === "soir") {
      output.data(
        `📊 ${frame.code_lot} (${dayText(frame.jour, days[lotIndex]!)}) - ` +
          `Dose: ${frame.dose_reelle.toFixed(1)}g - Weight: ${frame.poids_moyen.toFixed(0)}g - ` +
          `Alive: ${frame.nb_canards_vivants}`,
      );
      // Whether it is ready for slaughter, only the server knows: somebody may have ended it.
      if (frame.pret_abattage) output.data(`✅ ${frame.code_lot} fed to its last meal`);
    }
  };

  const onEvent = (event: GavageEvent) => {
    switch (event.kind) {
      case "started":
        lots = event.lots;
        due = event.mealsDue;
        output.data(
          `🦆 ${lotsText(lots)}, ${due} meals, J-1 on ${event.start}, ${accelText(event.accel)}, ` +
            `profile ${event.profile}, seed ${event.seed} → ${event.url}`,
        );
        break;
      case "lot_created": {
        const { index, gaveur, ducks, genetique } = event.plan;
        days[index] = event.plan.days;
        if (index < SHOWN_LOTS) {
          output.data(
            `✅ Lot created: ${event.codeLot} - ${gaveur.nom} - ${ducks} ducks ${genetique}`,
          );
        } else if (index === SHOWN_LOTS) {
          output.data(`   … ${lots - SHOWN_LOTS} more`);
        }
        break;
      }
      case "feeding":
        due = event.mealsDue;
        break;
      case "meal_acked":
        onAcked(event.meal);
        break;
      case "meal_refused": {
        const { code_lot, jour, moment } = event.meal.frame;
        output.diagnostics(
          `meal refused: ${code_lot} J${jour} ${moment}: ${event.code}: ${event.message}`,
        );
        break;
      }
      case "lot_closed":
        output.data(closedText(event));
        break;
      case "connection":
        if (event.state.kind === "waiting" || event.state.kind === "refused") away = true;
        else if (event.state.kind !== "open") break;
        if (away) output.diagnostics(connectionText(event));
        if (event.state.kind === "open") away = false;
    }
  };

  return {
    onEvent,
    close(summary) {
      if (summary) { for (const line of summaryLines(summary)) output.data(line); }
    },
  };
}
