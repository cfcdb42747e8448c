// The checks of tests/real/html: FOLDER holds the reports, SCREENSHOTS takes the pictures, DOCUMENTED is the one of the
// documentation.
"use strict";
const assert = require("node:assert");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");
const { chromium } = require("playwright-core");

const [folder, screenshots, documented] = process.argv.slice(2);
const url = (name) => `file://${path.join(folder, name)}.html`;

/** Opens a report; anything that it says, asks for or fails at is kept. */
async function open(browser, name, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  const noise = [];
  page.on("console", (message) => noise.push(message.text()));
  page.on("pageerror", (error) => noise.push(String(error)));
  page.on("dialog", (dialog) => { noise.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => { if (request.url() !== url(name)) noise.push(request.url()); });
  await page.goto(url(name));
  return { page, noise };
}

const visible = (page, selector) => page.locator(`${selector}:not([hidden])`).count();

/** Milliseconds from `action` until the browser has drawn what follows from it. */
const drawn = (page, action) => page.evaluate(async (source) => {
  const started = performance.now();
  new Function(source)();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return performance.now() - started;
}, action);

async function whole(browser) {
  for (const name of ["golden", "hostile", "demo", "clean", "many-1", "many-10000"]) {
    const { page, noise } = await open(browser, name);
    for (const id of ["timeline", "models", "files", "findings", "steps", "inventory", "left-out", "method"]) {
      assert.equal(await page.locator(`section#${id}`).count(), 1, `${name}: ${id}`);
    }
    assert.equal(await page.locator("script").count(), 1, `${name}: only our script`);
    assert.equal(await page.locator("img, iframe, object, [onerror], [style]").count(), 0, `${name}: only our elements`);
    assert.deepEqual(noise, [], name);
    const findings = { clean: 0, "many-1": 1, "many-10000": 10000 }[name];
    if (findings !== undefined) assert.equal(await page.locator(".finding").count(), findings, name);
    await page.close();
  }
}

async function hostile(browser) {
  for (const name of ["golden", "hostile"]) {
    const { page } = await open(browser, name);
    const text = await page.locator("#findings").textContent();
    for (const piece of ["</script>", "<script>alert(", '"><img src=x onerror=alert(']) {
      assert.ok(text.includes(piece), `${name}: ${piece} is shown as text`);
    }
    await page.close();
  }
}

async function policy(browser) {
  const { page, noise } = await open(browser, "golden");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.broken = true";
    document.body.append(script);
  });
  assert.equal(await page.evaluate("window.broken"), undefined, "the policy stops other scripts");
  assert.ok(noise.some((text) => text.includes("Content Security Policy")), "the browser says so");
  await page.close();
}

async function timeline(browser) {
  const { page } = await open(browser, "golden");
  const rows = await page.locator("#timeline svg g.row").count();
  assert.equal(rows, 2 * await page.locator("#models tbody tr").count(), "a bar for each model, wide and narrow");
  assert.equal(await page.locator("#timeline svg .today text").first().textContent(), "2026-11-23");
  assert.ok((await page.locator("#timeline svg .bar.eol").count()) > 0);
  assert.equal(await page.locator("#timeline svg:not([role=img])").count(), 0);
  await page.close();
  for (const [name, width] of ["golden", "demo", "catalog"].flatMap((name) => [[name, 1280], [name, 390]])) {
    const { page } = await open(browser, name, { viewport: { width, height: 900 } });
    await page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
    const cut = await page.locator("#timeline svg text").evaluateAll((texts) => texts
      .filter((text) => {
        const box = text.getBBox();
        return box.x < 0 || box.x + box.width > text.ownerSVGElement.viewBox.baseVal.width;
      })
      .map((text) => text.textContent));
    assert.deepEqual(cut, [], `${name}: every text of the picture is whole`);
    const first = page.locator(`#timeline .picture.${width < 640 ? "narrow" : "wide"}`).first();
    assert.ok(await first.isVisible(), `${name}: the picture for ${width} pixels`);
    assert.equal(await page.locator("#timeline .picture:visible").count() * 2,
      await page.locator("#timeline .picture").count(), "the other one is hidden");
    if (width < 640) {
      const box = await first.locator(".today").first().boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= width, `${name}: today is on the screen`);
    }
    await page.close();
  }
}

async function filterAndSort(browser) {
  const { page } = await open(browser, "golden");
  const all = await page.locator(".finding").count();
  assert.equal(await visible(page, ".finding"), all - 3, "hidden findings are not shown at first");
  await page.selectOption("#status", "suppressed");
  assert.equal(await visible(page, ".finding"), 2);
  await page.selectOption("#status", "");
  assert.equal(await visible(page, ".finding"), all);
  await page.selectOption("#level", "error");
  assert.equal(await visible(page, ".finding"), 2);
  await page.fill("#query", "no such text");
  await page.waitForSelector("#none:not([hidden])");
  assert.match(await page.locator("#shown").textContent(), /^0 of /);
  await page.click("#controls button[type=reset]");
  await page.waitForFunction((n) => document.querySelectorAll(".finding:not([hidden])").length === n, all - 3);

  await page.selectOption("#order", "file");
  const files = await page.locator(".finding").evaluateAll((items) => items.map((item) => item.dataset.file));
  assert.deepEqual(files, [...files].sort());

  const days = () => page.locator("#models tbody tr").evaluateAll((rows) => rows.map((row) => row.cells[4].dataset.v));
  await page.click("#models thead button >> text=End-of-Life");
  const up = await days();
  assert.deepEqual(up, [...up].sort());
  await page.keyboard.press("Enter");
  assert.deepEqual(await days(), [...up].reverse(), "the keyboard sorts, too");
  assert.equal(await page.locator("#models th[aria-sort=descending]").count(), 1);

  await page.fill("#files .table-filter input", "chat.ts");
  assert.equal(await visible(page, "#files tbody tr"), 1);
  await page.click("#files tbody tr:not([hidden]) .pick");
  await page.waitForFunction(() => document.querySelectorAll(".finding:not([hidden])").length === 1);
  await page.close();
}

/** Advice is shown once; links to it work, whatever the filter. */
async function advice(browser) {
  const { page } = await open(browser, "demo");
  const link = page.locator(".finding a[href^='#finding-']").first();
  const target = page.locator(await link.getAttribute("href"));
  assert.equal(await link.textContent(), await target.locator(".location").textContent(), "it names where it leads");
  await page.fill("#query", await link.locator("xpath=ancestor::div[@role='listitem']//code[@class='location']").textContent());
  await target.waitFor({ state: "hidden" });
  await link.click();
  await target.waitFor({ state: "visible" });
  await page.close();
}

async function withoutScript(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url("golden"));
  assert.ok((await page.locator(".finding").count()) > 10 && !(await page.locator("#controls").isVisible()));
  await context.close();
}

async function reach(browser) {
  const { page } = await open(browser, "golden");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip", "the first stop skips to the findings");
  const nameless = await page.locator("input, select, button").evaluateAll((elements) =>
    elements.filter((e) => !(e.labels?.length || e.textContent.trim() || e.getAttribute("aria-label"))).length);
  assert.equal(nameless, 0, "every control has a name");
  const levels = await page.locator("h1, h2, h3").evaluateAll((headings) => headings.map((h) => Number(h.tagName[1])));
  assert.ok(levels.every((level, at) => at === 0 ? level === 1 : level - levels[at - 1] <= 1), "no heading level is left out");
  await page.close();
}

/** Text that stands out too little from its background (WCAG 2, 1.4.3: 4.5 to 1). */
const faint = () => {
  const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [red, green, blue] = channels(color).slice(0, 3)
      .map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (color.startsWith("rgb(")) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const found = new Set();
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest("script, .skip")) continue;
    const style = getComputedStyle(element);
    const ink = element.closest("svg") ? style.fill : style.color;
    // The box of today is drawn under its text and is not its parent element.
    const box = element.closest(".today")?.querySelector("rect");
    const ground = box ? getComputedStyle(box).fill : behind(element);
    const [light, dark] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
    if ((light + 0.05) / (dark + 0.05) < 4.5) found.add(`${element.tagName} ${element.getAttribute("class")} ${ink} on ${ground}`);
  }
  return [...found];
};

async function legible(browser) {
  for (const colorScheme of ["light", "dark"]) {
    const { page } = await open(browser, "golden", { colorScheme });
    await page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
    assert.deepEqual(await page.evaluate(faint), [], colorScheme);
    assert.equal(await page.locator("[tabindex]:not([tabindex='0'])").count(), 0, "the keyboard goes as the page does");
    await page.close();
  }
  // A phone, and an A4 sheet between its margins.
  for (const [media, width] of [["screen", 390], ["print", 703]]) {
    for (const name of ["golden", "demo", "hostile"]) {
      const { page } = await open(browser, name, { viewport: { width, height: 900 } });
      await page.emulateMedia({ media });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${name} on ${media}: ${wide} of ${width} pixels`);
      if (media === "print") {
        const breaks = await page.locator("tr, .finding, .moves > li").evaluateAll((elements) =>
          elements.filter((element) => getComputedStyle(element).breakInside !== "avoid").length);
        assert.equal(breaks, 0, "no row is cut by the end of a sheet");
      }
      await page.close();
    }
  }
}

/** Buttons copy an ID, with the mouse and with the keyboard. */
async function copy(browser) {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  await page.goto(url("demo"));
  const buttons = page.locator("#models .copy");
  for (const [at, press] of [[0, (button) => button.click()], [1, (button) => button.press("Enter")]]) {
    const button = buttons.nth(at);
    const id = await button.getAttribute("data-copy");
    assert.equal(await button.getAttribute("aria-label"), `Copy ${id}`);
    await press(button);
    await page.waitForFunction((id) => document.getElementById("said").textContent === `Copied: ${id}`, id);
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), id);
  }
  await context.close();
}

/** What comes next leads to its model and to its first finding. */
async function next(browser) {
  const { page } = await open(browser, "demo");
  const rows = page.locator(".next li");
  assert.ok((await rows.count()) > 2);
  for (const link of await rows.locator("a").all()) {
    assert.equal(await page.locator(`[id="${(await link.getAttribute("href")).slice(1)}"]`).count(), 1);
  }
  assert.equal(await rows.locator("a").count(), 2 * await rows.count());
  assert.match(await page.title(), /^demo: /);
  await page.close();
}

/** Thousands of findings: a part is in the layout, everything can be reached, and all of it is printed. */
async function inParts(browser) {
  const { page } = await open(browser, "many-5000");
  assert.equal(await visible(page, ".finding"), 200);
  // With the keyboard: findings that come into view get their real height, which can move the button away between the
  // press and the release of a mouse button, and then the browser sends no click.
  await page.locator(".findings + .more").press("Enter");
  assert.equal(await visible(page, ".finding"), 400);
  await page.selectOption("#order", "file");
  const lines = await page.locator(".finding:not([hidden])").evaluateAll((items) => items.map((item) => Number(item.dataset.line)));
  assert.deepEqual(lines.slice(0, 100), [...Array(100).keys()].map((n) => n + 1));
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await visible(page, ".finding"), 5000);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await visible(page, ".finding"), 200);
  await page.fill("#query", "module_49.py");
  await page.waitForFunction(() => document.querySelectorAll(".finding:not([hidden])").length === 100);
  await page.close();
}

/** Milliseconds of each action are printed, never asserted: they depend on the machine. */
async function smooth(browser) {
  const { page, noise } = await open(browser, "many-5000");
  assert.equal(await page.locator(".finding").count(), 5000);
  const select = (id, value) =>
    `const e = document.getElementById("${id}"); e.value = "${value}"; e.dispatchEvent(new Event("change"))`;
  const heading = (id) => `document.querySelector("#${id} thead button").click()`;
  const times = {};
  for (const [name, action] of Object.entries({
    "scroll to the findings": 'document.getElementById("findings").scrollIntoView()',
    "filter by level": select("level", "note"),
    "clear the filter": select("level", ""),
    "order by file": select("order", "file"),
    "order by End-of-Life": select("order", "eol"),
    "order worst first": select("order", "worst"),
    "show more": 'document.querySelector(".findings + .more").click()',
    "pick a model": 'document.querySelector("#models .pick").click()',
    "open the inventory": 'document.querySelector("#inventory details").open = true',
    "sort the inventory": heading("inventory"),
    "sort it the other way": heading("inventory"),
    "filter the inventory": 'const e = document.querySelector("#inventory input"); e.value = "module_4"; e.dispatchEvent(new Event("input"))',
    "sort the files": heading("files"),
  })) times[name] = Math.round(await drawn(page, action));
  console.log("5,000 findings, milliseconds until drawn:");
  for (const [name, time] of Object.entries(times)) console.log(String(time).padStart(6), name);
  assert.deepEqual(noise, []);
  await page.close();
}

async function pictures(browser) {
  const phone = await open(browser, "demo", { viewport: { width: 390, height: 844 } });
  await phone.page.screenshot({ path: path.join(screenshots, "demo-phone.png"), fullPage: true });
  await phone.page.close();
  for (const colorScheme of ["light", "dark"]) {
    const { page } = await open(browser, "demo", { colorScheme, viewport: { width: 1280, height: 1500 } });
    await page.screenshot({ path: path.join(screenshots, colorScheme === "light" ? "demo.png" : "demo-dark.png") });
    if (colorScheme === "light") await page.pdf({ path: path.join(screenshots, "demo.pdf"), format: "A4", printBackground: true });
    await page.close();
  }
}

/** The keyword of the picture's text chunk (PNG, section 11.3.3.2) that holds the digest of what its page said. */
const KEYWORD = "Report";

/** The chunks of a PNG: length, type and content, each with its place in the file. */
function* chunks(png) {
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const end = at + 8 + png.readUInt32BE(at);
    yield { at, type: png.toString("latin1", at + 4, at + 8), content: png.subarray(at + 8, end) };
  }
}

/** The picture with a text chunk before its last one. */
function withText(png, text) {
  const body = Buffer.from(`tEXt${KEYWORD}\0${text}`, "latin1");
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  crc.writeUInt32BE(zlib.crc32(body));
  const { at } = [...chunks(png)].find(({ type }) => type === "IEND");
  return Buffer.concat([png.subarray(0, at), length, body, crc, png.subarray(at)]);
}

/** The text of that chunk; undefined if there is none. */
function textOf(png) {
  const texts = [...chunks(png)].filter(({ type }) => type === "tEXt").map(({ content }) => content.toString("latin1"));
  return texts.find((text) => text.startsWith(`${KEYWORD}\0`))?.slice(KEYWORD.length + 1);
}

/**
 * The picture of the documentation shows today's report. Compared is what the page says, never a pixel: those depend on
 * fonts and on the browser's version.
 */
async function isDocumented(browser) {
  const { page } = await open(browser, "demo");
  const text = await page.evaluate(() => document.body.textContent.replace(/\s+/g, " "));
  await page.close();
  const digest = createHash("sha256").update(text).digest("hex");
  if (process.env.BLESS) {
    fs.writeFileSync(documented, withText(fs.readFileSync(path.join(screenshots, "demo.png")), digest));
  }
  assert.equal(textOf(fs.readFileSync(documented)), digest, `${documented} shows another report; BLESS=1 rewrites it`);
}

async function main() {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    for (const check of [whole, hostile, policy, timeline, filterAndSort, advice, withoutScript, reach, legible, copy, next, inParts, smooth, pictures, isDocumented]) {
      await check(browser);
      console.log("ok", check.name);
    }
  } finally {
    await browser.close();
  }
}

main().catch((error) => { console.error(error); process.exit(1); });
