"""Sites, folders, files and who may open them, as SharePoint keeps them."""
