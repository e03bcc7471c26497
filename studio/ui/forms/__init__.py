"""Forms: settings as lines that a person can change for one job, checked by the settings' own ranges."""
