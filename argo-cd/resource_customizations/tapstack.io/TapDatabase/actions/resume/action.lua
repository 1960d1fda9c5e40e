-- Not removed: Argo CD takes a table that has become empty for one that was not touched, and the annotation would stay.
local annotations = obj.metadata.annotations
if annotations ~= nil and annotations["tapstack.io/paused"] ~= nil then
  annotations["tapstack.io/paused"] = "false"
end
return obj
