// Termtime on Azure: two replicas in Container Apps, their database, secrets, logs, backups, and the bot in Teams.
//
// Deployed twice. The first time without an image, which makes everything the image needs, the registry among it; then
// the image is built into that registry; the second time with its name, which makes the service. docs/deploy.md has the
// commands. What Azure cannot be told here is done once by hand: Graph permissions, the one mailbox, the one site.

targetScope = 'resourceGroup'

@description('What everything is named after: small letters and digits, unlike any other in Azure.')
@minLength(4)
@maxLength(12)
param name string

@description('Where everything stands; for a UK trust, uksouth.')
param location string = resourceGroup().location

@description('The image in the registry made here, such as termtime:0.1.0; empty the first time.')
param image string = ''

@description('The password of the database: 24 letters and digits or more. It is kept in the Key Vault.')
@secure()
@minLength(24)
param databasePassword string

@description('The app registration people sign in to the pages with; without one nobody can sign in.')
param signInAppId string = ''

@description('The https address of a name of your own; empty for the one Azure gives.')
param publicUrl string = ''

@description('That name as it was bound to the service, with its certificate: left out, the next deployment unbinds it.')
param customDomains array = []

@description('Keep the database\'s backups in a second region too. Can be chosen only when the database is made.')
param backupsInSecondRegion bool = false

@description('Marks everything, for whoever reads the bill.')
param tags object = {
  service: 'termtime'
  data: 'personal'
}

// The port of the Containerfile, which nobody outside ever sees.
var port = 3978
// The account of the Containerfile; files of the share belong to it.
var account = 10001
var appName = '${name}-app'
var address = empty(publicUrl) ? 'https://${appName}.${environment.properties.defaultDomain}' : publicUrl
var backupKept = 35

// Azure's own names for three roles that hold everywhere.
var mayPullImages = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
var mayReadSecrets = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')

// ---- Who the service is -------------------------------------------------------------------------------------------

// Works in Microsoft 365, reads the one secret, pulls the image. A managed identity has no password that could leak or
// expire; its Graph permissions are granted by hand (docs/permissions.md).
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
  tags: tags
}

// Is the bot, and holds no permission at all: what Teams talks to cannot touch a diary.
resource botIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-bot-identity'
  location: location
  tags: tags
}

// ---- The network --------------------------------------------------------------------------------------------------

// The database has no address on the internet: only what is in this network reaches it.
resource network 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: '${name}-network'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: ['10.40.0.0/16']
    }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: '10.40.0.0/23'
          delegations: [
            {
              name: 'apps'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: '10.40.2.0/28'
          delegations: [
            {
              name: 'database'
              properties: {
                serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers'
              }
            }
          ]
        }
      }
    ]
  }

  resource apps 'subnets' existing = {
    name: 'apps'
  }

  resource database 'subnets' existing = {
    name: 'database'
  }
}

// The database's name, known inside the network only.
resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: '${name}.private.postgres.database.azure.com'
  location: 'global'
  tags: tags
}

// Lets what is in the network look it up.
resource zoneLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: '${name}-network'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network.id
    }
  }
}

// ---- The database -------------------------------------------------------------------------------------------------

// Holds the year. A password rather than an Entra sign-in, because DATABASE_URL carries one and an Entra token would
// have to be fetched anew every hour. Azure backs it up every day and can put it back to any minute of five weeks.
resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2022-12-01' = {
  name: '${name}-database'
  location: location
  tags: tags
  sku: {
    name: 'Standard_B1ms'
    tier: 'Burstable'
  }
  properties: {
    version: '15'
    administratorLogin: 'termtime'
    administratorLoginPassword: databasePassword
    storage: {
      storageSizeGB: 32
    }
    backup: {
      backupRetentionDays: backupKept
      geoRedundantBackup: backupsInSecondRegion ? 'Enabled' : 'Disabled'
    }
    highAvailability: {
      mode: 'Disabled'
    }
    network: {
      delegatedSubnetResourceId: network::database.id
      privateDnsZoneArmResourceId: zone.id
    }
  }
  // The server looks its own name up while it is made.
  dependsOn: [zoneLink]

  resource database 'databases' = {
    name: 'termtime'
    properties: {
      charset: 'UTF8'
      collation: 'en_US.utf8'
    }
  }
}

// ---- Secrets ------------------------------------------------------------------------------------------------------

// Keeps the database's address, the only secret there is. Reached over the internet, but by nobody without a role: the
// platform that reads it for the service does not stand in our network.
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: '${name}-vault'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
  }

  resource databaseUrl 'secrets' = {
    name: 'database-url'
    properties: {
      contentType: 'DATABASE_URL'
      value: 'postgresql://termtime:${uriComponent(databasePassword)}@${server.properties.fullyQualifiedDomainName}/termtime?sslmode=require'
    }
  }
}

// The service may read secrets, and neither write nor list them.
resource readsSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, mayReadSecrets)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: mayReadSecrets
  }
}

// ---- The image ----------------------------------------------------------------------------------------------------

// Holds the image you build from the Containerfile; nobody else's registry can change what runs.
resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: '${name}registry'
  location: location
  tags: tags
  sku: {
    name: 'Basic'
  }
  properties: {
    adminUserEnabled: false
  }
}

// The service may pull images, and not replace them.
resource pullsImages 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, identity.id, mayPullImages)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: mayPullImages
  }
}

// ---- Files --------------------------------------------------------------------------------------------------------

// Holds the share below; encrypted at rest by Azure. The key opens it for the platform, which mounts it.
resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: '${name}files'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: 'Standard_ZRS'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

// The trust's files, put there by the IT manager, and nightly backups, taken from there: both are personal data.
resource share 'Microsoft.Storage/storageAccounts/fileServices/shares@2023-05-01' = {
  name: '${storage.name}/default/termtime'
  properties: {
    shareQuota: 16
  }
}

// ---- Logs ---------------------------------------------------------------------------------------------------------

// Everything the service says, for a month: whom it could not reach, what it refused, how long it took.
resource logs 'Microsoft.OperationalInsights/workspaces@2022-10-01' = {
  name: '${name}-logs'
  location: location
  tags: tags
  properties: {
    retentionInDays: 30
    sku: {
      name: 'PerGB2018'
    }
  }
}

// ---- The service --------------------------------------------------------------------------------------------------

// Where replicas run: inside the network, and reached from outside by https alone.
resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-environment'
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
    vnetConfiguration: {
      infrastructureSubnetId: network::apps.id
      internal: false
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }

  resource files 'storages' = {
    name: 'files'
    properties: {
      azureFile: {
        accountName: storage.name
        accountKey: storage.listKeys().keys[0].value
        shareName: 'termtime'
        accessMode: 'ReadWrite'
      }
    }
    dependsOn: [share]
  }
}

var imageName = '${registry.properties.loginServer}/${image}'
var registries = [
  {
    server: registry.properties.loginServer
    identity: identity.id
  }
]
var secrets = [
  {
    name: 'database-url'
    keyVaultUrl: vault::databaseUrl.properties.secretUri
    identity: identity.id
  }
]
var volumes = [
  {
    name: 'files'
    storageName: environment::files.name
    storageType: 'AzureFile'
    mountOptions: 'uid=${account},gid=${account},dir_mode=0700,file_mode=0600'
  }
]
var mounts = [
  {
    volumeName: 'files'
    mountPath: '/data'
  }
]
var databaseSetting = {
  name: 'DATABASE_URL'
  secretRef: 'database-url'
}

// Answers Teams, serves the pages and runs the jobs. Two replicas, so that one may be replaced while the other answers;
// they agree on everything in the database. One revision at a time: a new image takes over once it says it is ready.
resource app 'Microsoft.App/containerApps@2024-03-01' = if (!empty(image)) {
  name: appName
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
      '${botIdentity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: port
        transport: 'auto'
        allowInsecure: false
        customDomains: customDomains
      }
      registries: registries
      secrets: secrets
    }
    template: {
      // It finishes what it has begun before it stops.
      terminationGracePeriodSeconds: 60
      scale: {
        minReplicas: 2
        maxReplicas: 3
      }
      volumes: volumes
      containers: [
        {
          name: 'termtime'
          image: imageName
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          volumeMounts: mounts
          env: [
            databaseSetting
            {
              name: 'TERMTIME_TENANT_ID'
              value: tenant().tenantId
            }
            {
              name: 'TERMTIME_CLIENT_ID'
              value: identity.properties.clientId
            }
            {
              name: 'TERMTIME_MANAGED_IDENTITY'
              value: 'true'
            }
            {
              name: 'TERMTIME_BOT_APP_ID'
              value: botIdentity.properties.clientId
            }
            {
              name: 'TERMTIME_BOT_APP_TYPE'
              value: 'UserAssignedMSI'
            }
            {
              name: 'TERMTIME_SIGN_IN_APP_ID'
              value: signInAppId
            }
            {
              name: 'TERMTIME_PUBLIC_URL'
              value: address
            }
            {
              name: 'TERMTIME_HOST'
              value: '0.0.0.0'
            }
            {
              name: 'TERMTIME_PORT'
              value: string(port)
            }
          ]
          probes: [
            {
              // A new database is migrated before anything answers.
              type: 'Startup'
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 5
              failureThreshold: 24
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 15
              timeoutSeconds: 5
              failureThreshold: 4
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/readyz'
                port: port
              }
              periodSeconds: 5
              timeoutSeconds: 5
              failureThreshold: 3
            }
          ]
        }
      ]
    }
  }
  dependsOn: [pullsImages, readsSecrets]
}

// Each night a backup of its own making into the share, beside Azure's: it can be restored anywhere, and into either
// kind of database. Older ones go, because personal data is not kept for longer than it is of use.
resource nightlyBackup 'Microsoft.App/jobs@2024-03-01' = if (!empty(image)) {
  name: '${name}-backup'
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      triggerType: 'Schedule'
      scheduleTriggerConfig: {
        cronExpression: '15 2 * * *'
      }
      replicaTimeout: 900
      replicaRetryLimit: 2
      registries: registries
      secrets: secrets
    }
    template: {
      volumes: volumes
      containers: [
        {
          name: 'backup'
          image: imageName
          command: ['/bin/sh', '-c']
          args: [
            'mkdir -p /data/backups && termtime backup --out /data/backups && find /data/backups -name "termtime-*.zip" -mtime +${backupKept} -delete'
          ]
          resources: {
            cpu: json('0.25')
            memory: '0.5Gi'
          }
          volumeMounts: mounts
          env: [databaseSetting]
        }
      ]
    }
  }
  dependsOn: [pullsImages, readsSecrets]
}

// ---- The bot ------------------------------------------------------------------------------------------------------

// Tells Teams where the bot is and who it is. Free, and global: it only passes messages on.
resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-bot'
  location: 'global'
  tags: tags
  kind: 'azurebot'
  sku: {
    name: 'F0'
  }
  properties: {
    displayName: 'Termtime'
    endpoint: '${address}/api/messages'
    msaAppType: 'UserAssignedMSI'
    msaAppId: botIdentity.properties.clientId
    msaAppMSIResourceId: botIdentity.id
    msaAppTenantId: tenant().tenantId
  }
}

// Lets Teams, and nothing else, talk to it.
resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  tags: tags
  properties: {
    channelName: 'MsTeamsChannel'
    properties: {
      isEnabled: true
    }
  }
}

// What the steps after this one need.
output registryName string = registry.name
output storageName string = storage.name
output publicUrl string = address
output graphClientId string = identity.properties.clientId
output graphObjectId string = identity.properties.principalId
output botAppId string = botIdentity.properties.clientId
