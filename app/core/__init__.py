"""Pure rules about arguments: standard library and numpy only."""
