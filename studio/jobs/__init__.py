"""How the engine is run in another process.

Only the worker imports the engine; nothing here imports storage or the screens.
"""
