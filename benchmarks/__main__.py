"""All benchmarks, one after the other: `python -m benchmarks`."""

import runpy

for module in ("benchmarks.pages", "benchmarks.rollup", "benchmarks.quotes"):
    print(f"\n## {module}\n", flush=True)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
