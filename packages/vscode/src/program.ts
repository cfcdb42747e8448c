import * as fs from 'node:fs';
import * as path from 'node:path';

/** What decides which program is started. */
export interface Sources {
  /** The setting `bedrock-eol.path`. */
  readonly setting: string;
  /** The variable `PATH`. */
  readonly searched: string | undefined;
  /** The folder of the extension, which has the program in `bin` if it was packed with one. */
  readonly extension: string;
}

const NAME = process.platform === 'win32' ? 'bedrock-eol.exe' : 'bedrock-eol';

/** The path of the program: that of the setting, else of `PATH`, else of the extension. */
export function program(sources: Sources): string {
  if (sources.setting !== '') {
    return chosen(sources.setting);
  }
  // A relative entry of PATH would be a folder of the workspace, whose programs must not run.
  const searched = (sources.searched ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const folders = [...searched, path.join(sources.extension, 'bin')];
  const found = folders.map((folder) => path.join(folder, NAME)).find(isProgram);
  if (found === undefined) {
    throw new Error('The program bedrock-eol is neither in PATH nor in the extension. Install it, or set its path.');
  }
  return found;
}

function chosen(setting: string): string {
  if (!path.isAbsolute(setting) || !isProgram(setting)) {
    throw new Error(`The setting bedrock-eol.path is not the absolute path of a program: ${setting}`);
  }
  return setting;
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
