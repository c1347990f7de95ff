"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;

/** The settings as the server reads them: without the place of the program, and without what is not set. */
function settings() {
  const all = vscode.workspace.getConfiguration("persist-lint");
  const own = {};
  for (const name of ["mode", "nixpkgs", "config", "hosts"]) {
    const value = all.get(name);
    if (value !== null && value !== undefined) {
      own[name] = value;
    }
  }
  return own;
}

function start() {
  const command = vscode.workspace.getConfiguration("persist-lint").get("path", "persist-lint");
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
      initializationOptions: settings(),
      middleware: {
        workspace: { configuration: (params) => params.items.map(settings) },
        // The page of a rule is shown as one.
        executeCommand: async (command, args, next) => {
          const answer = await next(command, args);
          if (command === "persist-lint.explain" && answer) {
            const document = await vscode.workspace.openTextDocument({
              language: "markdown",
              content: answer.markdown,
            });
            await vscode.commands.executeCommand("markdown.showPreview", document.uri);
          }
          return answer;
        },
      },
    },
  );
  return client.start();
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("persist-lint.restart", async () => {
      await client?.stop();
      await start();
    }),
  );
  await start();
};

exports.deactivate = () => client?.stop();
