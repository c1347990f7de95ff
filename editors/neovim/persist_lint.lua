---@type vim.lsp.Config
return {
  cmd = { "persist-lint", "lsp" },
  filetypes = { "nix" },
  root_markers = { "flake.nix", "persist-lint.toml", "configuration.nix", ".git" },
}
