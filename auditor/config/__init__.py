"""Cargo's configuration: files, `--config` options and the environment, merged with their origins."""
