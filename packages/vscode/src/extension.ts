import * as vscode from 'vscode';
import { LanguageClient, type DocumentSelector, type LanguageClientOptions } from 'vscode-languageclient/node';

import { program } from './program';

const SECTION = 'bedrock-eol';
/** Files, texts that were never saved, and cells of notebooks. */
const SCHEMES = ['file', 'untitled', 'vscode-notebook-cell'];

let client: LanguageClient | undefined;
/** Starts and stops happen one after the other. */
let pending: Promise<void> = Promise.resolve();

export function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand(`${SECTION}.restart`, () => restart(context)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (['path', 'arguments'].some((key) => event.affectsConfiguration(`${SECTION}.${key}`))) {
        void restart(context);
      }
    }),
  );
  return restart(context);
}

export function deactivate(): Promise<void> {
  return (pending = pending.then(stop));
}

function restart(context: vscode.ExtensionContext): Promise<void> {
  return (pending = pending.then(stop).then(() => start(context)).catch(report));
}

async function stop(): Promise<void> {
  const stopped = client;
  client = undefined;
  await stopped?.dispose().catch(() => undefined); // It does not answer, or has ended by itself.
}

async function start(context: vscode.ExtensionContext): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const command = program({
    setting: settings.get('path', ''),
    searched: process.env['PATH'],
    extension: context.extensionPath,
  });
  const options: LanguageClientOptions = {
    documentSelector: selector(context.extension.packageJSON),
    initializationOptions: { codeLens: settings.get('codeLens', false) },
    synchronize: { configurationSection: SECTION },
  };
  client = new LanguageClient(SECTION, SECTION, { command, args: ['lsp', ...settings.get('arguments', [])] }, options);
  await client.start();
}

/** The languages with which the extension is activated are those that the server reads. */
function selector(manifest: { activationEvents: string[] }): DocumentSelector {
  const languages = manifest.activationEvents.map((event) => event.replace('onLanguage:', ''));
  return SCHEMES.flatMap((scheme) => languages.map((language) => ({ scheme, language })));
}

async function report(error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  const settings = 'Open settings';
  if ((await vscode.window.showErrorMessage(`bedrock-eol: ${message}`, settings)) === settings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', SECTION);
  }
}
