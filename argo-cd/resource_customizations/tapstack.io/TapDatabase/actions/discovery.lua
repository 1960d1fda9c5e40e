-- No library function is used: Argo CD opens none unless it is told to.
local status = obj.status or {}
local annotations = obj.metadata.annotations or {}
local isPaused = annotations["tapstack.io/paused"] == "true"
local isLeaving = obj.metadata.deletionTimestamp ~= nil

local holds = false
local held = status.heldChanges or {}
for i = 1, #held do
  if #(held[i].fields or {}) > 0 then holds = true end
end

return {
  approve = { disabled = not holds },
  rotate = { disabled = status.credentials == nil or isPaused or isLeaving },
  pause = { disabled = isPaused },
  resume = { disabled = not isPaused },
}
