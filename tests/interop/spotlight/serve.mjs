// Spotlight's server alone: its command would send telemetry about itself to its makers.
//
//	node serve.mjs PORT
import { setupSpotlight } from "@spotlightjs/spotlight";

await setupSpotlight({ port: Number(process.argv[2]), isStandalone: true });
process.on("SIGTERM", () => process.exit(0));
