"""The studio in a browser: a server for one person at a time. It knows no database and no screen."""
