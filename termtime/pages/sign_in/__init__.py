"""Who is looking: Entra's sign-in in a browser, Teams' single sign-on in a tab, and the session that follows."""
