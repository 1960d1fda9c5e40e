-- No library function is used: Argo CD opens none unless it is told to. Failure is looked for before progress, in whatever
-- order ACK has written the conditions.
local status = obj.status or {}
local conditions = status.conditions or {}

local function find(type)
  for i = 1, #conditions do
    if conditions[i].type == type then return conditions[i] end
  end
  return {}
end

local function messageOf(condition, otherwise)
  if condition.message == nil or condition.message == "" then return otherwise end
  return condition.message
end

local terminal = find("ACK.Terminal")
if terminal.status == "True" then
  return { status = "Degraded", message = messageOf(terminal, "ACK has stopped and gives no message") }
end
if obj.metadata.deletionTimestamp ~= nil then
  return { status = "Progressing", message = messageOf(find("ACK.Recoverable"), "being deleted") }
end
local recoverable = find("ACK.Recoverable")
if recoverable.status == "True" then
  return { status = "Progressing", message = messageOf(recoverable, "AWS refused for now, ACK tries again") }
end

local synced, ready = find("ACK.ResourceSynced"), find("Ready")
if status.dbInstanceStatus == "backing-up" then return { status = "Healthy", message = "AWS is backing it up" } end
if synced.status == nil and ready.status == nil then
  return { status = "Progressing", message = "no ACK controller has reported yet" }
end
-- Older controllers write no Ready.
if (synced.status or "True") == "True" and (ready.status or "True") == "True" then
  return { status = "Healthy", message = "" }
end
return { status = "Progressing", message = messageOf(synced, messageOf(ready, "ACK has not synced it yet")) }
