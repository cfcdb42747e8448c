// `scan` of the installed npm package: tests/real/npm and tests/real/release run it, in the folder of node_modules.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { createRequire } = require('node:module');
const { pathToFileURL } = require('node:url');

const from = createRequire(path.join(process.cwd(), 'here.js'));
const { scan, ScanError } = from('bedrock-eol');
const asOf = '2026-11-23';

const tests = {
  async findings(project) {
    const report = await scan(path.join(project, 'app.py'), { asOf });
    assert.deepEqual([report.schema_version, report.as_of, report.failed, report.complete], [1, asOf, true, true]);
    const [finding] = report.findings;
    assert.equal(report.findings.length, 1);
    assert.deepEqual([finding.rule, finding.level, finding.line, finding.text], ['end-of-life', 'error', 2, 'anthropic.claude-v2']);
    assert.equal(finding.lifecycle.eol, '2025-07-21');
    assert.ok(finding.replacement.text && report.advice[finding.advice]);
  },

  async inputs(project) {
    const one = path.join(project, 'app.py');
    assert.deepEqual(await scan([one], { asOf }), await scan(new Set([one]), { asOf }));
    const clean = await scan(path.join(project, 'clean.py'), { asOf, inventory: true });
    assert.deepEqual([clean.failed, clean.findings.length, clean.references.length], [false, 0, 1]);
    assert.equal((await scan(one, { asOf, args: ['--level', 'end-of-life=note'] })).failed, false);
    for (const name of ['--exit-zero', 'naïve 🦀.py']) {
      assert.equal((await scan(name, { asOf, cwd: project })).findings[0].path, name);
    }
    assert.ok((await scan(one)).as_of >= '2026-01-01');
    await assert.rejects(scan([]), TypeError);
    await assert.rejects(scan(undefined), TypeError);
    const imported = await import(pathToFileURL(from.resolve('bedrock-eol')).href);
    assert.equal(imported.scan, scan);
  },

  async errors(project) {
    const usage = await scan(project, { asOf: 'tomorrow' }).catch((error) => error);
    assert.ok(usage instanceof ScanError && usage instanceof Error);
    assert.deepEqual([usage.name, usage.exitCode, usage.report], ['ScanError', 2, null]);
    assert.match(usage.message, /expected a date/);
    const missing = await scan(['app.py', 'none.py'], { asOf, cwd: project }).catch((error) => error);
    assert.match(missing.message, /no such file/);
    assert.deepEqual([missing.exitCode, missing.report.findings.length, missing.report.complete], [2, 1, false]);
    await assert.rejects(scan(project, { asOf, args: ['--output', 'compact'] }), { exitCode: 2, report: null });
    await assert.rejects(scan(project, { signal: AbortSignal.abort() }), { name: 'AbortError' });
    await assert.rejects(scan('app.py', { cwd: path.join(project, 'none') }), { code: 'ENOENT' });
    process.env.FORCE_COLOR = process.env.CLICOLOR_FORCE = '1';
    process.env.PATH = project;
    const plain = await scan('none.py', { asOf }).catch((error) => error);
    assert.ok(plain instanceof ScanError && !plain.message.includes('\x1b'), plain.message);
  },
};

async function main() {
  const project = fs.mkdtempSync(path.join(os.tmpdir(), 'bedrock-eol.'));
  try {
    for (const name of ['app.py', '--exit-zero', 'naïve 🦀.py']) {
      fs.writeFileSync(path.join(project, name), '# the model\nMODEL = "anthropic.claude-v2"\n');
    }
    fs.writeFileSync(path.join(project, 'clean.py'), 'MODEL = "us.anthropic.claude-sonnet-4-6"\n');
    for (const [name, test] of Object.entries(tests)) {
      await test(project);
      console.log('ok', name);
    }
  } finally {
    fs.rmSync(project, { recursive: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
