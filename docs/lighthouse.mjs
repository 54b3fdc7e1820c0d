// Has Lighthouse read the pages that matter most, as a phone sees them, and prints their scores.
//
// npx -y -p lighthouse@12 node docs/lighthouse.mjs http://127.0.0.1:8000 [folder for the reports]
//
// The site runs with the demo, just loaded. CHROME_PATH names a Chromium where none is found.

import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const [site, folder] = process.argv.slice(2);
if (!site) {
  console.error("usage: npx -y -p lighthouse@12 node docs/lighthouse.mjs http://127.0.0.1:8000 [folder]");
  process.exit(2);
}

const command = realpathSync(execFileSync("which", ["lighthouse"], { encoding: "utf8" }).trim());
const nearby = createRequire(command);
const load = (name) => import(pathToFileURL(nearby.resolve(name)));
const { startFlow } = await import(pathToFileURL(join(dirname(command), "../core/index.js")));
const { default: puppeteer } = await load("puppeteer-core");
const { getChromePath } = await load("chrome-launcher");

const PETITION = "/petitions/commutation-for-tracee-ward/";
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"];

// A page is an address, or an address and what to do there to get to it.
const PAGES = [
  ["Profile", "/"],
  ["Petition", PETITION],
  ["Petition in Spanish", `/es${PETITION}`],
  ["List of petitions", "/petitions/"],
  ["Privacy", "/privacy/"],
  ["Form that was refused", PETITION, (page) => page.click("#sign [type=submit]")],
  ["Thank-you page", `${PETITION}thank-you/`],
];

function faults(lhr) {
  return CATEGORIES.flatMap((name) => lhr.categories[name].auditRefs)
    .filter(({ weight, id }) => weight && (lhr.audits[id].score ?? 1) < 1)
    .map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ""}`.trim());
}

async function read(browser, name, path, deed) {
  const page = await browser.newPage();
  const flow = await startFlow(page, { name, flags: { ignoreStatusCode: true } });
  if (deed) {
    await page.goto(site + path, { waitUntil: "networkidle0" });
    await flow.navigate(() => deed(page));
  } else {
    await flow.navigate(site + path);
  }
  const [{ lhr }] = (await flow.createFlowResult()).steps;
  if (folder) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name.replaceAll(" ", "-")}.html`), await flow.generateReport());
  }
  await page.close();
  return lhr;
}

const browser = await puppeteer.launch({ executablePath: getChromePath(), args: ARGUMENTS });
try {
  console.log(`| page | ${CATEGORIES.join(" | ")} | first contentful paint | layout shift | audits below full |`);
  console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
  let versions = "";
  for (const [name, path, deed] of PAGES) {
    const lhr = await read(browser, name, path, deed);
    const scores = CATEGORIES.map((each) => Math.round(lhr.categories[each].score * 100));
    const shown = ["first-contentful-paint", "cumulative-layout-shift"].map((id) => lhr.audits[id].displayValue);
    console.log(`| ${[name, ...scores, ...shown, faults(lhr).join(", ") || "none"].join(" | ")} |`);
    versions = `Lighthouse ${lhr.lighthouseVersion}, ${await browser.version()}`;
  }
  console.log(`\n${versions}, ${new Date().toISOString().slice(0, 10)}`);
} finally {
  await browser.close();
}
