"""People and groups, as Microsoft Entra ID keeps them."""
