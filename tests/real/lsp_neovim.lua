-- Opens a file in Neovim with the settings of docs/editors.md, and does what a person does: reads the diagnostics, hovers,
-- and applies the first quick fix.

-- Neovim 0.7 has only the functions that `vim.lsp.start` calls.
vim.lsp.start = vim.lsp.start or function(config)
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
end

local function fail(message)
  io.stderr:write("failed: " .. message .. "\n")
  vim.cmd("cquit 1")
end

local function wait(what, is_there)
  if not vim.wait(20000, is_there, 20) then
    fail("no " .. what .. " after 20 s")
  end
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
end

local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      local buffer = vim.api.nvim_win_get_buf(window)
      return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
    end
  end
end

dofile(vim.g.settings)
vim.cmd("edit ask.py")
wait("diagnostic", function() return #vim.diagnostic.get(0) > 0 end)
local found = vim.diagnostic.get(0)[1]
if found.severity ~= vim.diagnostic.severity.ERROR or not found.message:find("End-of-Life on 2025-07-21", 1, true) then
  fail("another diagnostic: " .. vim.inspect(found))
end
if found.col ~= 25 or found.end_col ~= 46 then
  fail("another range: " .. vim.inspect(found))
end

vim.api.nvim_win_set_cursor(0, {1, 30})
vim.lsp.buf.hover()
wait("hover", floating)
if not floating():find("Replacement", 1, true) then
  fail("another hover: " .. floating())
end
vim.cmd("only")

local offered
vim.ui.select = function(items, options, choose)
  offered = #items
  choose(items[1], 1)
end
vim.lsp.buf.code_action()
wait("quick fix", function() return not text():find("claude-v2:1", 1, true) end)
if not text():find('modelId="global.anthropic.claude-sonnet-4-6"', 1, true) then
  fail("another edit: " .. text())
end
wait("end of the finding", function()
  for _, left in ipairs(vim.diagnostic.get(0)) do
    if left.message:find("claude-v2:1", 1, true) then return false end
  end
  return true
end)
io.stdout:write("ok: diagnostic, hover, one of " .. offered .. " quick fixes\n")
vim.cmd("qall!")
