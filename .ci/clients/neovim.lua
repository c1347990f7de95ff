-- Drives the server from Neovim 0.7 and later: findings, a repair, hover and completion.
local function fail(text)
  io.stderr:write("neovim: " .. text .. "\n")
  vim.cmd("cquit 1")
end
local function wait(what, so)
  if not vim.wait(60000, so, 20) then
    fail("waited in vain for " .. what .. ": " .. vim.inspect(vim.diagnostic.get(0)))
  end
end

vim.cmd("edit web.nix")
local id = vim.lsp.start_client({
  name = "persist-lint",
  cmd = { "persist-lint", "lsp" },
  root_dir = vim.fn.getcwd(),
  init_options = { mode = "offline" },
})
vim.lsp.buf_attach_client(0, id)
wait("findings", function() return #vim.diagnostic.get(0) == 1 end)
local found = vim.diagnostic.get(0)[1]
local line = vim.api.nvim_buf_get_lines(0, found.lnum, found.lnum + 1, false)[1]
if found.code ~= "unpersisted-service-state" or line:sub(found.col + 1, found.end_col) ~= "true" then
  fail("the finding is at " .. vim.inspect(found) .. line)
end

local function ask(method, row, column, more)
  local document = vim.lsp.util.make_text_document_params(0)
  local position = { line = row, character = column }
  local params = vim.tbl_extend("force", { textDocument = document, position = position }, more or {})
  local answers = vim.lsp.buf_request_sync(0, method, params, 60000)
  local answer = answers and answers[id]
  if not answer or answer.error then
    fail(method .. ": " .. vim.inspect(answers))
  end
  return answer.result
end

local hover = ask("textDocument/hover", found.lnum, found.col)
if not hover.contents.value:find("/var/lib/vaultwarden") then
  fail("hover says " .. vim.inspect(hover))
end
local list = vim.fn.search('"/var/log"', "nw")
local items = ask("textDocument/completion", list - 1, 7)
if items[1].label ~= "/var/lib/vaultwarden" then
  fail("completion offers " .. vim.inspect(items))
end

local here = { line = found.lnum, character = found.col }
local actions = ask("textDocument/codeAction", found.lnum, found.col, {
  range = { start = here, ["end"] = here },
  context = { diagnostics = {} },
})
local encoding = vim.lsp.get_client_by_id(id).offset_encoding
vim.lsp.util.apply_workspace_edit(actions[1].edit, encoding)
wait("the repair", function() return #vim.diagnostic.get(0) == 0 end)
vim.cmd("write")
print("neovim: findings, hover, completion and a repair")
vim.cmd("quitall")
