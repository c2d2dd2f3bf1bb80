"""The pages people open in Teams or a browser: server-rendered, useful without script, and only what the viewer may see.

`views` decide what a page says, as pure functions of a `Viewer`; templates lay it out; `sign_in` says who is looking.
"""
