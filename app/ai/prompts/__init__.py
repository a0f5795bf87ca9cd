"""One file a prompt, version in its name."""
