// The binary of the platform package, which npm installs beside this one.
'use strict';

/** The path of the program. It is never one from `PATH`, which may have another version. */
function program() {
  const name = `bedrock-eol-${process.platform}-${process.arch}`;
  const exe = process.platform === 'win32' ? 'bedrock-eol.exe' : 'bedrock-eol';
  try {
    return require.resolve(`${name}/bin/${exe}`);
  } catch {
    throw new Error(
      `the package ${name} is not installed.\n` +
        'Install without --omit=optional, or build from source: cargo install bedrock-eol',
    );
  }
}

module.exports = { program };
