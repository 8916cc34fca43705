"""Simulations cost the web process nothing."""

import subprocess
import sys

from tests.structure.sources import ROOT


def test_the_application_loads_without_numpy_and_without_the_simulation():
    asked = "import sys; import lms.app; print([name for name in sys.modules if name == 'numpy' or name.startswith('lms.strategy.realism')])"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
