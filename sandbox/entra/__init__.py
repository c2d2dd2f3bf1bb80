"""Sign-in: apps, tokens and the keys that sign them, as Microsoft Entra ID and the Bot Framework publish them."""
