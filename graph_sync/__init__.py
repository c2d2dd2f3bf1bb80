"""Makes Microsoft 365 match the year: diaries, lists and folders, by plan and apply.

`sync.run_sync` is the way in. What should be (`desired`), what is (`observed`) and what we last wrote (`ports.Applied`)
are values; the decision between them (`plan`, `diffs`, `guards`) is pure; the requests are at the edges.
"""
