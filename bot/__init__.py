"""How people talk to Termtime: understand a message, check permission, answer; botbuilder at one edge."""
