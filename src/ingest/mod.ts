export { BatchWriter } from "./batch_writer.ts";
export { MealIngest } from "./meals.ts";
export type { KnownPeople, MealMetrics, MealStore, StoredMeal, TimedMeal } from "./meals.ts";
export { type MealPermit, permittedMeals } from "./permitted_meals.ts";
export { MEAL_SESSION_LIMITS, openMealSession } from "./meal_session.ts";
export { samplesOfSite } from "./permitted_samples.ts";
export { SampleIngest } from "./samples.ts";
export type { DeviceListener, SampleMetrics, SampleStore } from "./device_news.ts";
export { openSensorSession, SENSOR_SESSION_LIMITS } from "./sensor_session.ts";
