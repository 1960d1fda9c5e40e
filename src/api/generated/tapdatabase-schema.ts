// Generated from crds/tapdatabase.yaml by `npm run generate`: edit that file instead.
export const TAPDATABASE_SCHEMA = {
  "type": "object",
  "required": [
    "spec"
  ],
  "properties": {
    "apiVersion": {
      "type": "string",
      "maxLength": 64
    },
    "kind": {
      "type": "string",
      "maxLength": 64
    },
    "metadata": {
      "type": "object",
      "properties": {
        "name": {
          "type": "string",
          "maxLength": 253
        }
      }
    },
    "spec": {
      "type": "object",
      "required": [
        "region"
      ],
      "properties": {
        "region": {
          "type": "string",
          "maxLength": 32
        },
        "environment": {
          "type": "string",
          "maxLength": 12
        },
        "tags": {
          "type": "object",
          "maxProperties": 40,
          "additionalProperties": {
            "type": "string",
            "maxLength": 256
          }
        },
        "postgres": {
          "type": "object",
          "properties": {
            "version": {
              "type": "string",
              "maxLength": 5
            },
            "database": {
              "type": "string",
              "minLength": 1,
              "maxLength": 63
            },
            "username": {
              "type": "string",
              "minLength": 1,
              "maxLength": 63
            },
            "port": {
              "type": "integer",
              "minimum": 1150,
              "maximum": 65535
            },
            "parameters": {
              "type": "object",
              "maxProperties": 100,
              "additionalProperties": {
                "type": "string",
                "maxLength": 1024
              }
            },
            "caCertificateIdentifier": {
              "type": "string",
              "maxLength": 63
            },
            "iamAuthentication": {
              "type": "boolean"
            }
          }
        },
        "instance": {
          "type": "object",
          "properties": {
            "class": {
              "type": "string",
              "maxLength": 32
            },
            "memory": {
              "type": "string",
              "maxLength": 8
            },
            "multiAZ": {
              "type": "boolean"
            },
            "storage": {
              "type": "object",
              "properties": {
                "size": {
                  "type": "string",
                  "maxLength": 8
                },
                "maxSize": {
                  "type": "string",
                  "maxLength": 8
                },
                "type": {
                  "type": "string",
                  "enum": [
                    "gp2",
                    "gp3",
                    "io1",
                    "io2"
                  ]
                },
                "iops": {
                  "type": "integer",
                  "minimum": 1000,
                  "maximum": 256000
                },
                "throughput": {
                  "type": "integer",
                  "minimum": 500,
                  "maximum": 4000
                }
              }
            }
          }
        },
        "replicas": {
          "type": "object",
          "properties": {
            "count": {
              "type": "integer",
              "minimum": 0,
              "maximum": 15
            },
            "class": {
              "type": "string",
              "maxLength": 32
            }
          }
        },
        "network": {
          "type": "object",
          "properties": {
            "cidr": {
              "type": "string",
              "maxLength": 43
            },
            "zones": {
              "type": "array",
              "minItems": 2,
              "maxItems": 3,
              "x-kubernetes-list-type": "atomic",
              "items": {
                "type": "string",
                "maxLength": 33
              }
            },
            "zoneCount": {
              "type": "integer",
              "minimum": 2,
              "maximum": 3
            },
            "natGateways": {
              "type": "integer",
              "minimum": 0,
              "maximum": 3
            },
            "databaseSubnets": {
              "type": "string",
              "enum": [
                "Private",
                "Isolated"
              ]
            },
            "existing": {
              "type": "object",
              "required": [
                "vpcID",
                "databaseSubnetIDs"
              ],
              "properties": {
                "vpcID": {
                  "type": "string",
                  "maxLength": 21
                },
                "databaseSubnetIDs": {
                  "type": "array",
                  "minItems": 2,
                  "maxItems": 20,
                  "x-kubernetes-list-type": "atomic",
                  "items": {
                    "type": "string",
                    "maxLength": 24
                  }
                },
                "databaseZones": {
                  "type": "array",
                  "minItems": 2,
                  "maxItems": 20,
                  "x-kubernetes-list-type": "atomic",
                  "items": {
                    "type": "string",
                    "maxLength": 33
                  }
                },
                "publicSubnetIDs": {
                  "type": "array",
                  "maxItems": 20,
                  "x-kubernetes-list-type": "atomic",
                  "items": {
                    "type": "string",
                    "maxLength": 24
                  }
                }
              }
            }
          }
        },
        "access": {
          "type": "object",
          "properties": {
            "cidrs": {
              "type": "array",
              "maxItems": 40,
              "x-kubernetes-list-type": "set",
              "items": {
                "type": "string",
                "maxLength": 43
              }
            },
            "securityGroupIDs": {
              "type": "array",
              "maxItems": 20,
              "x-kubernetes-list-type": "set",
              "items": {
                "type": "string",
                "maxLength": 20
              }
            }
          }
        },
        "encryption": {
          "type": "object",
          "properties": {
            "keyARN": {
              "type": "string",
              "maxLength": 128
            },
            "deletionWindowDays": {
              "type": "integer",
              "minimum": 7,
              "maximum": 30
            }
          }
        },
        "credentials": {
          "type": "object",
          "properties": {
            "secretsManager": {
              "type": "boolean"
            },
            "rotation": {
              "type": "string",
              "maxLength": 64
            },
            "rotateEveryDays": {
              "type": "integer",
              "minimum": 1,
              "maximum": 365
            }
          }
        },
        "bastion": {
          "type": "object",
          "properties": {
            "enabled": {
              "type": "boolean"
            },
            "instanceType": {
              "type": "string",
              "maxLength": 32
            }
          }
        },
        "backup": {
          "type": "object",
          "properties": {
            "retentionDays": {
              "type": "integer",
              "minimum": 1,
              "maximum": 35
            },
            "window": {
              "type": "string",
              "maxLength": 11
            },
            "bucket": {
              "type": "object",
              "properties": {
                "enabled": {
                  "type": "boolean"
                },
                "name": {
                  "type": "string",
                  "minLength": 3,
                  "maxLength": 63
                },
                "expireAfterDays": {
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 3650
                }
              }
            }
          }
        },
        "maintenance": {
          "type": "object",
          "properties": {
            "window": {
              "type": "string",
              "maxLength": 19
            },
            "disruptiveChanges": {
              "type": "string",
              "enum": [
                "InWindow",
                "OnApproval",
                "Immediately"
              ]
            },
            "autoMinorVersionUpgrade": {
              "type": "boolean"
            }
          }
        },
        "monitoring": {
          "type": "object",
          "properties": {
            "enhancedIntervalSeconds": {
              "type": "integer",
              "enum": [
                0,
                1,
                5,
                10,
                15,
                30,
                60
              ]
            },
            "performanceInsights": {
              "type": "object",
              "properties": {
                "enabled": {
                  "type": "boolean"
                },
                "retentionDays": {
                  "type": "integer",
                  "minimum": 7,
                  "maximum": 731
                }
              }
            },
            "databaseInsights": {
              "type": "string",
              "enum": [
                "Standard",
                "Advanced"
              ]
            },
            "logs": {
              "type": "object",
              "properties": {
                "exports": {
                  "type": "array",
                  "maxItems": 2,
                  "x-kubernetes-list-type": "set",
                  "items": {
                    "type": "string",
                    "maxLength": 16,
                    "enum": [
                      "postgresql",
                      "upgrade"
                    ]
                  }
                },
                "retentionDays": {
                  "type": "integer",
                  "enum": [
                    1,
                    3,
                    5,
                    7,
                    14,
                    30,
                    60,
                    90,
                    120,
                    150,
                    180,
                    365,
                    400,
                    545,
                    731,
                    1096,
                    1827,
                    2192,
                    2557,
                    2922,
                    3288,
                    3653
                  ]
                }
              }
            },
            "alarms": {
              "type": "object",
              "properties": {
                "enabled": {
                  "type": "boolean"
                },
                "cpuUtilizationPercent": {
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 100
                },
                "freeStorage": {
                  "type": "string",
                  "maxLength": 8
                },
                "connections": {
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 262143
                },
                "replicaLagSeconds": {
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 86400
                },
                "notify": {
                  "type": "object",
                  "properties": {
                    "topicARN": {
                      "type": "string",
                      "maxLength": 320
                    },
                    "emails": {
                      "type": "array",
                      "minItems": 1,
                      "maxItems": 10,
                      "x-kubernetes-list-type": "set",
                      "items": {
                        "type": "string",
                        "maxLength": 254
                      }
                    }
                  }
                }
              }
            }
          }
        },
        "restoreFrom": {
          "type": "object",
          "required": [
            "snapshotID",
            "keyARN"
          ],
          "properties": {
            "snapshotID": {
              "type": "string",
              "minLength": 1,
              "maxLength": 320
            },
            "keyARN": {
              "type": "string",
              "maxLength": 128
            }
          }
        },
        "adopt": {
          "type": "object",
          "required": [
            "resources"
          ],
          "properties": {
            "resources": {
              "type": "array",
              "maxItems": 512,
              "x-kubernetes-list-type": "map",
              "x-kubernetes-list-map-keys": [
                "kind",
                "name"
              ],
              "items": {
                "type": "object",
                "required": [
                  "kind",
                  "name",
                  "id"
                ],
                "properties": {
                  "kind": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 63
                  },
                  "name": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 253
                  },
                  "id": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 2048
                  }
                }
              }
            }
          }
        },
        "deletionPolicy": {
          "type": "string",
          "enum": [
            "Snapshot",
            "Delete",
            "Retain"
          ]
        },
        "deletionProtection": {
          "type": "boolean"
        },
        "compositionRef": {
          "type": "object",
          "required": [
            "name"
          ],
          "properties": {
            "name": {
              "type": "string",
              "minLength": 1,
              "maxLength": 253
            }
          }
        },
        "compositionRevisionRef": {
          "type": "object",
          "required": [
            "name"
          ],
          "properties": {
            "name": {
              "type": "string",
              "minLength": 1,
              "maxLength": 253
            }
          }
        },
        "compositionUpdatePolicy": {
          "type": "string",
          "enum": [
            "Automatic",
            "Manual"
          ]
        }
      }
    },
    "status": {
      "type": "object",
      "properties": {
        "observedGeneration": {
          "type": "integer"
        },
        "phase": {
          "type": "string",
          "enum": [
            "Pending",
            "Creating",
            "Available",
            "Updating",
            "Restoring",
            "Deleting",
            "Paused",
            "Stalled"
          ]
        },
        "message": {
          "type": "string",
          "maxLength": 32768
        },
        "conditions": {
          "type": "array",
          "maxItems": 16,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
            "type"
          ],
          "items": {
            "type": "object",
            "required": [
              "type",
              "status",
              "reason",
              "message",
              "lastTransitionTime"
            ],
            "properties": {
              "type": {
                "type": "string",
                "minLength": 1,
                "maxLength": 63
              },
              "status": {
                "type": "string",
                "enum": [
                  "True",
                  "False",
                  "Unknown"
                ]
              },
              "observedGeneration": {
                "type": "integer",
                "minimum": 0
              },
              "lastTransitionTime": {
                "type": "string",
                "maxLength": 64
              },
              "reason": {
                "type": "string",
                "minLength": 1,
                "maxLength": 128
              },
              "message": {
                "type": "string",
                "maxLength": 32768
              }
            }
          }
        },
        "identity": {
          "type": "object",
          "required": [
            "region",
            "environment",
            "postgres",
            "network",
            "encryption",
            "backup",
            "composition"
          ],
          "properties": {
            "region": {
              "type": "string",
              "maxLength": 32
            },
            "environment": {
              "type": "string",
              "maxLength": 12
            },
            "postgres": {
              "type": "object",
              "required": [
                "database",
                "username",
                "port",
                "iamAuthentication"
              ],
              "properties": {
                "database": {
                  "type": "string",
                  "maxLength": 63
                },
                "username": {
                  "type": "string",
                  "maxLength": 63
                },
                "port": {
                  "type": "integer"
                },
                "iamAuthentication": {
                  "type": "boolean"
                }
              }
            },
            "network": {
              "type": "object",
              "properties": {
                "cidr": {
                  "type": "string",
                  "maxLength": 43
                },
                "zones": {
                  "type": "array",
                  "maxItems": 3,
                  "x-kubernetes-list-type": "atomic",
                  "items": {
                    "type": "string",
                    "maxLength": 33
                  }
                },
                "databaseSubnets": {
                  "type": "string",
                  "enum": [
                    "Private",
                    "Isolated"
                  ]
                },
                "existing": {
                  "type": "object",
                  "required": [
                    "vpcID",
                    "databaseSubnetIDs"
                  ],
                  "properties": {
                    "vpcID": {
                      "type": "string",
                      "maxLength": 21
                    },
                    "databaseSubnetIDs": {
                      "type": "array",
                      "maxItems": 20,
                      "x-kubernetes-list-type": "atomic",
                      "items": {
                        "type": "string",
                        "maxLength": 24
                      }
                    },
                    "databaseZones": {
                      "type": "array",
                      "maxItems": 20,
                      "x-kubernetes-list-type": "atomic",
                      "items": {
                        "type": "string",
                        "maxLength": 33
                      }
                    },
                    "publicSubnetIDs": {
                      "type": "array",
                      "maxItems": 20,
                      "x-kubernetes-list-type": "atomic",
                      "items": {
                        "type": "string",
                        "maxLength": 24
                      }
                    }
                  }
                }
              }
            },
            "encryption": {
              "type": "object",
              "properties": {
                "keyARN": {
                  "type": "string",
                  "maxLength": 128
                }
              }
            },
            "backup": {
              "type": "object",
              "required": [
                "bucket"
              ],
              "properties": {
                "bucket": {
                  "type": "object",
                  "properties": {
                    "name": {
                      "type": "string",
                      "maxLength": 63
                    }
                  }
                }
              }
            },
            "restoreFrom": {
              "type": "object",
              "required": [
                "snapshotID",
                "keyARN"
              ],
              "properties": {
                "snapshotID": {
                  "type": "string",
                  "maxLength": 320
                },
                "keyARN": {
                  "type": "string",
                  "maxLength": 128
                }
              }
            },
            "composition": {
              "type": "object",
              "required": [
                "name"
              ],
              "properties": {
                "name": {
                  "type": "string",
                  "maxLength": 253
                },
                "revision": {
                  "type": "string",
                  "maxLength": 253
                }
              }
            },
            "account": {
              "type": "object",
              "required": [
                "id",
                "partition"
              ],
              "properties": {
                "id": {
                  "type": "string",
                  "maxLength": 12
                },
                "partition": {
                  "type": "string",
                  "maxLength": 16
                }
              }
            }
          }
        },
        "endpoint": {
          "type": "object",
          "required": [
            "address",
            "port"
          ],
          "properties": {
            "address": {
              "type": "string",
              "maxLength": 253
            },
            "port": {
              "type": "integer"
            }
          }
        },
        "readEndpoints": {
          "type": "array",
          "maxItems": 15,
          "x-kubernetes-list-type": "atomic",
          "items": {
            "type": "object",
            "required": [
              "address",
              "port"
            ],
            "properties": {
              "address": {
                "type": "string",
                "maxLength": 253
              },
              "port": {
                "type": "integer"
              }
            }
          }
        },
        "connectionSecretRef": {
          "type": "object",
          "required": [
            "name"
          ],
          "properties": {
            "name": {
              "type": "string",
              "maxLength": 253
            }
          }
        },
        "credentials": {
          "type": "object",
          "required": [
            "secretName"
          ],
          "properties": {
            "secretName": {
              "type": "string",
              "maxLength": 253
            }
          }
        },
        "binding": {
          "type": "object",
          "required": [
            "name"
          ],
          "properties": {
            "name": {
              "type": "string",
              "maxLength": 253
            }
          }
        },
        "outputs": {
          "type": "object",
          "properties": {
            "primaryEndpoint": {
              "type": "string",
              "maxLength": 253
            },
            "primaryPort": {
              "type": "integer"
            },
            "credentialsSecretName": {
              "type": "string",
              "maxLength": 512
            },
            "backupBucketName": {
              "type": "string",
              "maxLength": 63
            },
            "kmsKeyARN": {
              "type": "string",
              "maxLength": 128
            },
            "bastionInstanceID": {
              "type": "string",
              "maxLength": 32
            }
          }
        },
        "resources": {
          "type": "object",
          "required": [
            "total",
            "ready"
          ],
          "properties": {
            "total": {
              "type": "integer"
            },
            "ready": {
              "type": "integer"
            }
          }
        },
        "waitingFor": {
          "type": "array",
          "maxItems": 10,
          "x-kubernetes-list-type": "atomic",
          "items": {
            "type": "object",
            "required": [
              "kind",
              "name",
              "reason",
              "message"
            ],
            "properties": {
              "kind": {
                "type": "string",
                "maxLength": 63
              },
              "name": {
                "type": "string",
                "maxLength": 253
              },
              "reason": {
                "type": "string",
                "maxLength": 128
              },
              "message": {
                "type": "string",
                "maxLength": 32768
              }
            }
          }
        },
        "inventory": {
          "type": "array",
          "maxItems": 512,
          "x-kubernetes-list-type": "atomic",
          "items": {
            "type": "object",
            "required": [
              "kind",
              "name",
              "id"
            ],
            "properties": {
              "kind": {
                "type": "string",
                "maxLength": 63
              },
              "name": {
                "type": "string",
                "maxLength": 253
              },
              "id": {
                "type": "string",
                "maxLength": 2048
              },
              "kept": {
                "type": "string",
                "maxLength": 1024
              }
            }
          }
        },
        "heldChanges": {
          "type": "array",
          "maxItems": 64,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
            "id"
          ],
          "items": {
            "type": "object",
            "required": [
              "id",
              "child",
              "class",
              "effect",
              "fields"
            ],
            "properties": {
              "id": {
                "type": "string",
                "minLength": 1,
                "maxLength": 63
              },
              "child": {
                "type": "string",
                "maxLength": 320
              },
              "class": {
                "type": "string",
                "enum": [
                  "reboot",
                  "failover",
                  "replacement",
                  "irreversible"
                ]
              },
              "effect": {
                "type": "string",
                "maxLength": 1024
              },
              "fields": {
                "type": "array",
                "maxItems": 64,
                "x-kubernetes-list-type": "atomic",
                "items": {
                  "type": "string",
                  "maxLength": 253
                }
              },
              "notBefore": {
                "type": "string",
                "maxLength": 64
              }
            }
          }
        },
        "approved": {
          "type": "object",
          "properties": {
            "setID": {
              "type": "string",
              "maxLength": 63
            },
            "ids": {
              "type": "array",
              "maxItems": 64,
              "x-kubernetes-list-type": "set",
              "items": {
                "type": "string",
                "maxLength": 63
              }
            }
          }
        },
        "composition": {
          "type": "object",
          "required": [
            "name"
          ],
          "properties": {
            "name": {
              "type": "string",
              "maxLength": 253
            },
            "revision": {
              "type": "string",
              "maxLength": 253
            },
            "refused": {
              "type": "string",
              "maxLength": 253
            }
          }
        },
        "deletion": {
          "type": "object",
          "properties": {
            "policy": {
              "type": "string",
              "enum": [
                "Snapshot",
                "Delete",
                "Retain"
              ]
            },
            "protection": {
              "type": "boolean"
            }
          }
        },
        "replicas": {
          "type": "integer"
        },
        "selector": {
          "type": "string",
          "maxLength": 512
        },
        "instanceClass": {
          "type": "string",
          "maxLength": 32
        },
        "engineVersion": {
          "type": "string",
          "maxLength": 16
        },
        "storage": {
          "type": "object",
          "properties": {
            "size": {
              "type": "string",
              "maxLength": 16
            },
            "headroom": {
              "type": "string",
              "maxLength": 16
            }
          }
        },
        "finalSnapshotID": {
          "type": "string",
          "maxLength": 255
        }
      }
    }
  }
} as const;
