"""The kitchen display's files and configuration."""
