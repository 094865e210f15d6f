"""`python -m app` is `cruxmap`, also where nothing is installed."""

from app.cli.main import run

run()
