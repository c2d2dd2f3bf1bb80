// An example: copy it, and change what is yours. docs/deploy.md says when each is known.
using 'main.bicep'

// Small letters and digits, at most 12, and no other trust's.
param name = 'fernvale'
param location = 'uksouth'

// Never written down here: set it in the shell that deploys.
param databasePassword = readEnvironmentVariable('TERMTIME_DATABASE_PASSWORD')

// Known after the first deployment and the building of the image: termtime:0.1.0.
param image = readEnvironmentVariable('TERMTIME_IMAGE', '')

// The app registration people sign in with (docs/app-package.md); without it there are no pages.
param signInAppId = readEnvironmentVariable('TERMTIME_SIGN_IN_APP_ID', '')

// Only with a name of your own.
param publicUrl = ''
