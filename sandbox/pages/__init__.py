"""Pages to look at: what staff would see in Outlook, SharePoint and Teams, on plain server-rendered HTML."""
