"""The same verbs by command line, for people, scripts, editors and cron."""
