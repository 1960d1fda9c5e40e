-- The value is made of the password in force, so that a second click before the rotation is done changes nothing.
local credentials = obj.status and obj.status.credentials
if credentials == nil then return obj end
obj.spec.credentials = obj.spec.credentials or {}
obj.spec.credentials.rotation = "after " .. credentials.secretName
return obj
