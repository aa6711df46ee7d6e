// Drives a headless Chromium: reads one JSON command a line, answers each with one line, ends with its input.
//   {"page": "owner", "do": "open", "with": ["http://127.0.0.1:8000/sign-in"]}  ->  {"ok": ...} | {"error": "..."}
// The arguments are where Chromium is and a folder for its profile. A page has a browser context, so a person, of its own.
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
];
const TIMEOUT = 15_000;

const [, , executablePath, folder] = process.argv;
const browser = await chromium.launch({ executablePath, args: FLAGS, downloadsPath: folder });
const pages = new Map();

const COMMANDS = {
  // Begin as somebody who has never been here; options are those of a browser context.
  meet: async (_, name, options) => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT);
    const complaints = [];
    page.on("console", (message) => {
      const refused = message.text().startsWith("Failed to load resource") && message.location().url === page.url();
      if (["error", "warning"].includes(message.type()) && !refused) complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error}`));
    pages.set(name, { page, complaints, context });
  },
  leave: async ({ context }, name) => {
    pages.delete(name);
    await context.close();
  },
  complaints: async ({ complaints }) => complaints.splice(0),
  open: async ({ page }, address) => (await page.goto(address)).status(),
  address: async ({ page }) => page.url(),
  title: async ({ page }) => page.title(),
  text: async ({ page }, selector) => page.locator(selector).innerText(),
  fill: async ({ page }, label, value) => page.getByLabel(label, { exact: true }).fill(value),
  choose: async ({ page }, label, option) => page.getByLabel(label, { exact: true }).selectOption({ label: option }),
  tick: async ({ page }, label) => page.getByLabel(label).check(),
  press: async ({ page }, role, name) => page.getByRole(role, { name }).click(),
  follow: async ({ page }, role, name) => {
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().isNavigationRequest() && (response.status() < 300 || response.status() >= 400)),
      page.getByRole(role, { name }).click(),
    ]);
    await page.waitForLoadState();
    return answer.status();
  },
  key: async ({ page }, ...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  },
  type: async ({ page }, text) => page.keyboard.type(text),
  settle: async ({ page }, pattern) => page.waitForURL(new RegExp(pattern)),
  focused: async ({ page }) =>
    page.evaluate(() => {
      const one = document.activeElement;
      return { tag: one.tagName.toLowerCase(), name: one.name ?? "", text: (one.value || one.innerText || "").slice(0, 60), outlined: getComputedStyle(one).outlineStyle !== "none" || getComputedStyle(one.closest(".choice") ?? one).outlineStyle !== "none" };
    }),
  clipboard: async ({ page }) => page.evaluate(() => navigator.clipboard.readText()),
  look: async ({ page }, colorScheme, width) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" }); // colours that still change cannot be judged
    if (width) await page.setViewportSize({ width, height: 900 });
  },
  overflow: async ({ page }) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  small: async ({ page }) =>
    page.evaluate(() =>
      [...document.querySelectorAll("a, button, input:not([type=hidden], .unseen), select, summary")]
        .map((one) => ({ box: (one.closest("label") ?? one).getBoundingClientRect(), text: one.innerText || one.name, skip: one.className === "skip" || (one.tagName === "A" && one.closest("p, li, .notice")) }))
        .filter(({ box, skip }) => !skip && box.width && (box.height < 43.9 || box.width < 24))
        .map(({ text, box }) => `${text} ${Math.round(box.width)}x${Math.round(box.height)}`),
    ),
  // What axe finds wrong, by all of its rules or by those named.
  axe: async ({ page }, ...rules) => {
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
    const found = await page.evaluate(
      (named) => axe.run(document, { resultTypes: ["violations"], ...(named.length && { runOnly: named }) }),
      rules,
    );
    return found.violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`) }));
  },
  picture: async ({ page }, path) => {
    await page.screenshot({ path, fullPage: true });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { page, do: command, with: given } = JSON.parse(line);
  let answer;
  try {
    answer = { ok: (await COMMANDS[command](pages.get(page), ...given)) ?? null };
  } catch (error) {
    answer = { error: `${command} ${JSON.stringify(given)}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
