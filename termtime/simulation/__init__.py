"""A whole academic year in fast-forward: invented people live it against a sandbox tenant, and a judge looks at the end."""
