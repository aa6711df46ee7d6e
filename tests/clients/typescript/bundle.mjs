// Says how the host of a bundle starts its server: the folder it was unpacked into, and what its user has answered.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { getMcpConfigForManifest } from "@anthropic-ai/mcpb/node";

const [folder, answers] = process.argv.slice(2);
const config = await getMcpConfigForManifest({
  manifest: JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")),
  extensionPath: folder,
  systemDirs: {},
  userConfig: JSON.parse(answers),
  pathSeparator: "/",
});
console.log(JSON.stringify(config));
