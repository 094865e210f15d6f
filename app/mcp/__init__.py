"""Tools for programs that talk to language models, over an installation's API; they only read."""
