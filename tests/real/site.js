// The checks of tests/real/site: ADDRESS serves the site, SCREENSHOTS takes the pictures.
"use strict";
const assert = require("node:assert");
const path = require("node:path");
const { chromium } = require("playwright-core");

const [address, screenshots] = process.argv.slice(2);
const PHONE = { width: 360, height: 740 };

/** Opens a page; anything that it says, fails at, or asks of another host is kept. */
async function open(browser, name, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  const noise = [];
  page.on("console", (message) => noise.push(message.text()));
  page.on("pageerror", (error) => noise.push(String(error)));
  page.on("dialog", (dialog) => { noise.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => { if (!request.url().startsWith(address) && !request.url().startsWith("data:")) noise.push(request.url()); });
  page.on("response", (response) => { if (response.status() >= 400) noise.push(`${response.status()} ${response.url()}`); });
  await page.goto(`${address}/${name}`);
  return { page, noise };
}

async function links(browser) {
  const { page, noise } = await open(browser, "index.html");
  const names = await page.evaluate(() => [...document.querySelectorAll("a[href]")].map((a) => a.href));
  const own = [...new Set(names)].filter((name) => name.startsWith(address));
  assert.ok(own.length > 200, `${own.length} links`);
  for (const name of own) {
    const answer = await page.request.get(name);
    assert.equal(answer.status(), 200, name);
  }
  assert.deepEqual(noise, []);
  await page.close();
}

async function filter(browser) {
  const { page } = await open(browser, "index.html");
  const rows = () => page.locator("#models tbody tr:visible").count();
  const all = await rows();
  await page.fill("#query", "claude legacy");
  const some = await rows();
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  assert.equal(await page.locator("#shown").textContent(), `${some} of ${all}`);
  await page.fill("#query", "no such model");
  assert.equal(await rows(), 0);
  await page.fill("#query", "");
  assert.equal(await rows(), all);
  await page.close();
}

async function readable(browser) {
  const pages = ["index.html", "models/anthropic.claude-3-haiku-20240307-v1-0.html", "models/amazon.nova-pro-v1-0.html", "rules/end-of-life.html"];
  for (const [at, name] of pages.entries()) {
    for (const colorScheme of ["light", "dark"]) {
      const { page, noise } = await open(browser, name, { viewport: PHONE, colorScheme });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0, `${name}: ${wide} pixels wider than a phone`);
      const [text, back] = await page.evaluate(() => {
        const light = (color) => color.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;
        const style = getComputedStyle(document.body);
        return [light(style.color), light(style.backgroundColor)];
      });
      assert.ok(colorScheme === "dark" ? back < 60 && text > 180 : back > 200 && text < 80, `${name}: ${text} on ${back}`);
      assert.equal(await page.locator("img, iframe, object, [onerror], [style], script:not([src])").count(), 0, name);
      assert.deepEqual(noise, [], name);
      await page.screenshot({ path: path.join(screenshots, `site-${at}-${colorScheme}.png`) });
      await page.close();
    }
  }
  const { page } = await open(browser, "models/amazon.nova-pro-v1-0.html");
  assert.ok((await page.locator("h1").textContent()).includes("<img src=x onerror=alert(1)>"), "hostile text is shown as text");
  await page.close();
  const wide = await open(browser, "index.html");
  await wide.page.screenshot({ path: path.join(screenshots, "site-wide.png") });
  await wide.page.close();
}

async function withoutScript(browser) {
  const { page } = await open(browser, "index.html", { javaScriptEnabled: false });
  assert.ok(await page.locator("#filter").isHidden() && (await page.locator("#models tbody tr").count()) > 200);
  await page.close();
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    for (const check of [links, filter, readable, withoutScript]) await check(browser);
  } finally {
    await browser.close();
  }
})();
