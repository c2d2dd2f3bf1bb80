"""What an administrator does about a finding: the step in an admin centre, or the command line.

Names of ours go into commands; those that come from the trust's files are quoted for PowerShell.
"""

from __future__ import annotations

from collections.abc import Sequence

REGISTRATION = "Entra admin centre > App registrations > Termtime"
SECRET = (
    f"{REGISTRATION} > Certificates & secrets: make a new client secret and set TERMTIME_CLIENT_SECRET to its value, "
    "not to its id."
)
TENANT = "Set TERMTIME_TENANT_ID to the Tenant ID under Entra admin centre > Overview."
SETTINGS = (
    "Set TERMTIME_TENANT_ID, TERMTIME_CLIENT_ID, and one of TERMTIME_CLIENT_SECRET, TERMTIME_CERTIFICATE, "
    "TERMTIME_MANAGED_IDENTITY and TERMTIME_WORKLOAD_IDENTITY (docs/settings.md)."
)
CERTIFICATE = "Set TERMTIME_CERTIFICATE to a PEM file with key and certificate."
MACHINE = "Azure portal > the machine or app > Identity: give it the identity that TERMTIME_CLIENT_ID names."
POD = "Label the pod azure.workload.identity/use: true, and name the client id in its service account."
# By the number Entra gives.
SIGN_IN = {
    "AADSTS7000215": SECRET,
    "AADSTS7000222": SECRET,
    "AADSTS700016": f"Set TERMTIME_CLIENT_ID to the Application (client) ID under {REGISTRATION} > Overview.",
    "AADSTS90002": TENANT,
    "AADSTS700027": f"{REGISTRATION} > Certificates & secrets > Certificates: upload TERMTIME_CERTIFICATE's public half.",
    "AADSTS700024": "Set this machine's clock.",
}
LICENCES = "Microsoft 365 admin centre > Users > Active users > the account > Licences and apps"
CLOCK = "Windows: w32tm /resync\nLinux: timedatectl set-ntp true"
SCOPE = "Termtime organisers"


def find_sign_in_remedy(said: str, authority: str) -> str:
    """Find what helps against a refused sign-in, by Entra's number; without one nothing answered."""
    for number, remedy in SIGN_IN.items():
        if number in said:
            return remedy
    if "AADSTS" in said:
        return f"{REGISTRATION}: compare its ids and secrets with the settings."
    return f"Let this machine reach https://{authority.removeprefix('https://')}."


def make_consent_remedy(permission: str) -> str:
    """Say how a permission is granted."""
    return (
        f"{REGISTRATION} > API permissions > Add a permission > Microsoft Graph > Application permissions > "
        f"{permission}, then Grant admin consent. A token shows it within the hour."
    )


def make_revoke_remedy(permissions: Sequence[str], first: Sequence[str] = ()) -> str:
    """Say how permissions are taken back, and which to grant before."""
    before = f"First grant {', '.join(first)}, which they stand in for. Then " if first else ""
    where = "Entra admin centre > Enterprise applications > Termtime > Permissions"
    return f"{before}{where}: revoke {', '.join(permissions)}, and remove the same from the app registration."


def make_scope_remedy(app_id: str, object_id: str, mailboxes: Sequence[str]) -> str:
    """Write the Exchange Online PowerShell that lets the app into these mailboxes' calendars and no others.

    Several are named by a mail-enabled security group, whose direct members count and no nested ones.
    """
    if len(mailboxes) == 1:
        which = f"\"PrimarySmtpAddress -eq '{mailboxes[0].replace(chr(39), chr(39) * 2)}'\""
    else:
        group = f'(Get-DistributionGroup "{SCOPE}").DistinguishedName'
        which = f"\"MemberOfGroup -eq '$({group})'\""
    assignment = f'-Role "Application Calendars.ReadWrite" -CustomResourceScope "{SCOPE}"'
    lines = (
        f'New-ServicePrincipal -AppId {app_id} -ObjectId {object_id} -DisplayName "Termtime"',
        f'New-ManagementScope -Name "{SCOPE}" -RecipientRestrictionFilter {which}',
        f"New-ManagementRoleAssignment -App {app_id} {assignment}",
    )
    members = f'a mail-enabled security group "{SCOPE}" has all organisers as direct members, and '
    lead = f"Exchange Online PowerShell, where {members if len(mailboxes) > 1 else ''}changes take up to two hours:"
    return "\n".join((lead, *lines))


def make_grant_remedy(app_id: str, name: str, site_id: str = "") -> str:
    """Write the request that grants the app its one site; without the site's id, first the one that tells it."""
    host, slash, path = name.partition("/")
    asked = () if site_id else (f"GET https://graph.microsoft.com/v1.0/sites/{host}:{slash}{path}",)
    identity = f'{{"application": {{"id": "{app_id}", "displayName": "Termtime"}}}}'
    lines = (
        "As an administrator of SharePoint with Sites.FullControl.All, in Graph Explorer:",
        *asked,
        f"POST https://graph.microsoft.com/v1.0/sites/{site_id or '<its id>'}/permissions",
        f'{{"roles": ["write"], "grantedToIdentities": [{identity}]}}',
    )
    return "\n".join(lines)
