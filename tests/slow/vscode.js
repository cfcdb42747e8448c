// The extension in VS Code: ADDRESS of its server, FOLDER that is open, PICTURE to write.
'use strict';

const assert = require('node:assert/strict');
const { chromium } = require('playwright-core');

const [address, folder, picture] = process.argv.slice(2);

async function main() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--no-proxy-server'] });
  try {
    await tests(await browser.newPage({ viewport: { width: 1280, height: 800 } }));
  } finally {
    await browser.close();
  }
}

async function tests(page) {
  try {
    for (const test of [diagnostic, lens, hover, fix, cell]) {
      await test(page);
      console.log('ok', test.name);
    }
  } catch (error) {
    await page.screenshot({ path: `${picture}.failed.png` });
    throw error;
  }
}

/** The folder in a fresh window, with one of its files. */
async function open(page, file) {
  const payload = JSON.stringify([['openFile', `vscode-remote://${new URL(address).host}${folder}/${file}`]]);
  await page.goto(`${address}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(payload)}`);
}

async function diagnostic(page) {
  await open(page, 'ask.py');
  await page.locator('.squiggly-error').first().waitFor({ timeout: 30000 });
}

async function lens(page) {
  await page.locator('.codelens-decoration', { hasText: 'anthropic.claude-v2:1: End-of-Life since 2025-07-21' }).waitFor();
}

async function hover(page) {
  // The picture is of the editor, without what else VS Code shows in a new window.
  await page.getByRole('button', { name: 'Close Banner' }).click();
  await page.locator('.view-line').first().click();
  if (await page.locator('.part.auxiliarybar').isVisible()) {
    await page.keyboard.press('Control+Alt+KeyB');
  }
  const id = page.locator('.view-line span', { hasText: 'anthropic.claude-v2:1' }).last();
  await id.hover();
  const text = page.locator('.monaco-hover-content', { hasText: 'End-of-Life on 2025-07-21' }).first();
  await text.waitFor({ timeout: 10000 });
  await page.screenshot({ path: picture, clip: { x: 0, y: 0, width: 1280, height: 460 } });
}

/** The first quick fix of the finding: the editor shows its result, and the finding is gone. */
async function fix(page) {
  await page.locator('.view-line span', { hasText: 'anthropic.claude-v2:1' }).last().click();
  await page.keyboard.press('Escape'); // The hover.
  await page.keyboard.press('Control+Period');
  const action = page.locator('.action-widget .monaco-list-row', { hasText: 'global.anthropic.claude' }).first();
  await action.waitFor({ timeout: 10000 });
  await page.screenshot({ path: picture.replace('.png', '-fix.png') });
  await action.click();
  await page.locator('.squiggly-error').first().waitFor({ state: 'detached', timeout: 10000 });
  const text = await page.locator('.view-lines').first().innerText();
  assert.ok(!text.includes('anthropic.claude-v2:1') && text.includes('anthropic.claude-'), text);
}

async function cell(page) {
  await open(page, 'cells.ipynb');
  await page.locator('.notebookOverlay .squiggly-error').first().waitFor({ timeout: 30000 });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
