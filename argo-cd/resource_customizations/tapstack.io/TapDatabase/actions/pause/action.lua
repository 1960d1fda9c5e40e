obj.metadata.annotations = obj.metadata.annotations or {}
obj.metadata.annotations["tapstack.io/paused"] = "true"
return obj
