"""All pages of a debate in one file that opens from disk, without a server."""
