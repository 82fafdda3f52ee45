/** Samples of a client that may only send those of its own site. */
import { parseSensorFrame } from "../contract/sensor.ts";
import { siteOfDevice } from "../domain/device_site.ts";
import type { SampleIngest } from "./samples.ts";

/** Lets through what is of this site, and what is no sample, for ingestion to say so. */
export function samplesOfSite(
  ingest: Pick<SampleIngest, "submit" | "see">,
  site: string,
): Pick<SampleIngest, "submit" | "see"> {
  return {
    see(news) {
      if (siteOfDevice(news.device_id) === site) ingest.see(news);
    },
    submit(input, settle) {
      const parsed = parseSensorFrame(input);
      if (!parsed.ok) return ingest.submit(input, settle);
      const { site_code, device_id } = parsed.frame;
      const told = site_code || siteOfDevice(device_id);
      if (told === site) return ingest.submit(input, settle);
      const field = site_code ? "site_code" : "device_id";
      const message = `${field}: may only be of your own site, ${site}, got ${told ?? device_id}`;
      settle({ status: "forbidden", message, data: input });
    },
  };
}
