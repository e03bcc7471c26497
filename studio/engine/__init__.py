"""The work itself: frames and files in, frames and files out.

Knows neither the screens nor the database, and prints nothing.
"""
