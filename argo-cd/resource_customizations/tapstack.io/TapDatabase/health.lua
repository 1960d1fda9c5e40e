-- No library function is used: Argo CD opens none unless it is told to. Failure is looked for before progress.
local status = obj.status or {}
local message = status.message or ""
local annotations = obj.metadata.annotations or {}
local isPaused = annotations["tapstack.io/paused"] == "true"

local function condition(type)
  local conditions = status.conditions or {}
  for i = 1, #conditions do
    if conditions[i].type == type then return conditions[i] end
  end
  return { status = "Unknown", reason = "", message = "" }
end

-- What goes on by itself while the database serves, or waits for its time: nothing that a rollout should wait for.
local waits = { WaitsForWindow = true, WaitsForApproval = true, WaitsForClass = true, StorageCoolDown = true }
local routine = {
  ["AWS says backing-up, not available yet"] = true,
  ["AWS says storage-optimization, not available yet"] = true,
  ["AWS says storage-initialization, not available yet"] = true,
}

local function isCalm()
  local waitingFor = status.waitingFor or {}
  for i = 1, #waitingFor do
    if not waits[waitingFor[i].reason] and not routine[waitingFor[i].message] then return false end
  end
  return #waitingFor > 0
end

if status.observedGeneration ~= obj.metadata.generation then
  return { status = "Progressing", message = "the operator has not looked at this spec yet" }
end

local stalled = condition("Stalled")
local isSaidPaused = isPaused and (status.phase == "Paused" or stalled.reason == "Paused")
if stalled.status == "True" and not isSaidPaused then
  return { status = "Degraded", message = stalled.message }
end
if isPaused then
  return { status = "Suspended", message = "paused; " .. message }
end
if obj.metadata.deletionTimestamp ~= nil then
  return { status = "Progressing", message = "being deleted; " .. message }
end
if condition("Ready").status == "True" and (condition("Synced").status ~= "False" or isCalm()) then
  local reboot = condition("RebootPending")
  if reboot.status == "True" then message = message .. "; " .. reboot.message end
  return { status = "Healthy", message = message }
end
return { status = "Progressing", message = message }
