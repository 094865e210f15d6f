"""All benchmarks, one after the other: `python -m benchmarks`."""

import runpy

MODULES = ("pages", "files", "formats", "fans", "maps", "rollup", "quotes")

for module in (f"benchmarks.{name}" for name in MODULES):
    print(f"\n## {module}\n", flush=True)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
