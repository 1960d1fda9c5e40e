// Generated from crds/tapcomposition.yaml by `npm run generate`: edit that file instead.
export const TAPCOMPOSITION_SCHEMA = {
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
        "blueprint"
      ],
      "properties": {
        "blueprint": {
          "type": "string",
          "maxLength": 63
        },
        "defaults": {
          "type": "object",
          "properties": {
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
            }
          }
        },
        "constraints": {
          "type": "array",
          "maxItems": 64,
          "x-kubernetes-list-type": "atomic",
          "items": {
            "type": "object",
            "required": [
              "rule",
              "message"
            ],
            "properties": {
              "rule": {
                "type": "string",
                "minLength": 1,
                "maxLength": 4096
              },
              "message": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1024
              }
            }
          }
        },
        "patches": {
          "type": "array",
          "maxItems": 64,
          "x-kubernetes-list-type": "atomic",
          "items": {
            "type": "object",
            "required": [
              "target",
              "type",
              "patch"
            ],
            "properties": {
              "target": {
                "type": "object",
                "required": [
                  "kind"
                ],
                "properties": {
                  "kind": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 63
                  },
                  "component": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 63
                  }
                }
              },
              "type": {
                "type": "string",
                "enum": [
                  "JSONPatch",
                  "MergePatch"
                ]
              },
              "patch": {
                "x-kubernetes-preserve-unknown-fields": true
              }
            }
          }
        },
        "rollout": {
          "type": "object",
          "properties": {
            "maxUnsettled": {
              "type": "integer",
              "minimum": 1,
              "maximum": 1000
            },
            "progressDeadlineSeconds": {
              "type": "integer",
              "minimum": 60,
              "maximum": 2592000
            },
            "canary": {
              "type": "object",
              "required": [
                "matchLabels"
              ],
              "properties": {
                "matchLabels": {
                  "type": "object",
                  "minProperties": 1,
                  "maxProperties": 16,
                  "additionalProperties": {
                    "type": "string",
                    "maxLength": 63
                  }
                }
              }
            }
          }
        },
        "revisionHistoryLimit": {
          "type": "integer",
          "minimum": 0,
          "maximum": 100
        }
      }
    },
    "status": {
      "type": "object",
      "properties": {
        "observedGeneration": {
          "type": "integer"
        },
        "message": {
          "type": "string",
          "maxLength": 32768
        },
        "conditions": {
          "type": "array",
          "maxItems": 8,
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
        "currentRevision": {
          "type": "string",
          "maxLength": 253
        },
        "rollout": {
          "type": "object",
          "required": [
            "total",
            "settled",
            "unsettled",
            "waiting",
            "failed"
          ],
          "properties": {
            "total": {
              "type": "integer"
            },
            "settled": {
              "type": "integer"
            },
            "unsettled": {
              "type": "array",
              "maxItems": 10,
              "x-kubernetes-list-type": "atomic",
              "items": {
                "type": "string",
                "maxLength": 320
              }
            },
            "waiting": {
              "type": "integer"
            },
            "failed": {
              "type": "array",
              "maxItems": 10,
              "x-kubernetes-list-type": "atomic",
              "items": {
                "type": "object",
                "required": [
                  "database",
                  "reason",
                  "message"
                ],
                "properties": {
                  "database": {
                    "type": "string",
                    "maxLength": 320
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
            }
          }
        }
      }
    }
  }
} as const;
