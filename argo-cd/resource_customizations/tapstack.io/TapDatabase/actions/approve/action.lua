-- Everything that is held now. What has no field (a lost primary that would be made again, empty) is a word for itself,
-- which nobody gives with a general one.
local held = obj.status and obj.status.heldChanges or {}
local ids = ""
for i = 1, #held do
  if #(held[i].fields or {}) > 0 then
    if ids ~= "" then ids = ids .. "," end
    ids = ids .. held[i].id
  end
end
if ids == "" then return obj end
obj.metadata.annotations = obj.metadata.annotations or {}
obj.metadata.annotations["tapstack.io/approve"] = ids
return obj
