"use strict";

const { execFile } = require("child_process");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** What the server reads of the settings. */
const SETTINGS = ["mode", "nixpkgs", "config", "hosts", "overrideInput", "overrideFlake"];
/** The scheme of the pages of rules. */
const PAGES = "persist-lint";

/** @type {LanguageClient | undefined} */
let client;
/** @type {vscode.OutputChannel} */
let output;
/** The pages that were shown, by path. */
const pages = new Map();
/** Starts and stops happen one after the other. */
let last = Promise.resolve();

/** The settings as the server reads them, without what is not set. */
function settings() {
  const all = vscode.workspace.getConfiguration("persist-lint");
  const own = {};
  for (const name of SETTINGS) {
    const value = all.get(name);
    if (value !== null && value !== undefined) {
      own[name] = value;
    }
  }
  return own;
}

/** Shows the page of a rule, which is no document that could be saved. */
async function showPage(page) {
  const uri = vscode.Uri.from({ scheme: PAGES, path: `/${page.rule}.md` });
  pages.set(uri.path, page.markdown);
  await vscode.commands.executeCommand("markdown.showPreview", uri);
}

/** Why a program cannot be run; nothing when it can. */
function failure(command) {
  return new Promise((resolve) => {
    execFile(command, ["--version"], (error, version) => {
      output.appendLine(error ? String(error) : `${command}: ${version.trim()}`);
      resolve(error);
    });
  });
}

async function start() {
  const command = vscode.workspace.getConfiguration("persist-lint").get("path") || "persist-lint";
  const error = await failure(command);
  if (error) {
    const why = error.code === "ENOENT" ? "there is no such program" : error.message;
    const message = `${command} cannot be run: ${why}. Install persist-lint, or set persist-lint.path.`;
    // Nobody waits for the answer.
    vscode.window.showErrorMessage(message, "Open Settings").then((chosen) => {
      if (chosen) {
        vscode.commands.executeCommand("workbench.action.openSettings", "persist-lint.path");
      }
    });
    return;
  }
  client = new LanguageClient(
    "persist-lint",
    "persist-lint",
    { command, args: ["lsp"] },
    {
      documentSelector: [
        { scheme: "file", language: "nix" },
        // Its settings count before they are saved.
        { scheme: "file", pattern: "**/persist-lint.toml" },
      ],
      outputChannel: output,
      initializationOptions: settings(),
      middleware: {
        workspace: { configuration: (params) => params.items.map(settings) },
        executeCommand: async (name, args, next) => {
          const answer = await next(name, args);
          if (name === "persist-lint.explain" && answer) {
            await showPage(answer);
          }
          return answer;
        },
      },
    },
  );
  client.registerFeature({
    fillClientCapabilities: (can) => {
      can.experimental = { ...can.experimental, "persist-lint": { pages: true } };
    },
    initialize: () => {},
    getState: () => ({ kind: "static" }),
    clear: () => {},
  });
  // It has said itself what is wrong.
  await client.start().catch(() => {});
}

async function stop() {
  const old = client;
  client = undefined;
  // One that could not be started cannot be stopped.
  if (old?.needsStop()) {
    await old.dispose();
  }
}

function restart() {
  last = last.then(stop).then(start).catch((error) => output.appendLine(String(error)));
  return last;
}

exports.activate = async (context) => {
  output = vscode.window.createOutputChannel("persist-lint");
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("persist-lint.restart", restart),
    vscode.workspace.registerTextDocumentContentProvider(PAGES, {
      provideTextDocumentContent: (uri) => pages.get(uri.path),
    }),
    vscode.workspace.onDidChangeConfiguration((changed) => {
      // The server hears of the others.
      if (changed.affectsConfiguration("persist-lint.path")) {
        restart();
      }
    }),
  );
  await restart();
};

exports.deactivate = () => stop();
