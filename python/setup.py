"""Builds the package: `pip install ./python` in a clone. The sources of the library are beside this
folder, so CMake configures the whole project and builds the module alone."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def read_version():
    cmake = ROOT / "CMakeLists.txt"
    if not cmake.exists():
        sys.exit("jackdaw: the package is built in a clone of the whole project: "
                 "pip install CLONE/python (pip 21.3 or later)")
    return re.search(r"project\(jackdaw VERSION ([0-9.]+)", cmake.read_text())[1]


class CMakeBuild(build_ext):
    def build_extension(self, ext):
        output = Path(self.get_ext_fullpath(ext.name)).resolve().parent
        build = Path(os.environ.get("JACKDAW_PYTHON_BUILD") or Path(self.build_temp).resolve())
        output.mkdir(parents=True, exist_ok=True)
        build.mkdir(parents=True, exist_ok=True)
        options = [
            "-DCMAKE_BUILD_TYPE=Release", f"-DJACKDAW_PYTHON={sys.executable}",
            f"-DJACKDAW_PYTHON_OUTPUT={output}", "-DJACKDAW_BUILD_PYTHON=ON",
            "-DJACKDAW_BUILD_APPS=OFF", "-DJACKDAW_BUILD_TESTS=OFF", "-DJACKDAW_BUILD_BENCH=OFF",
            "-DJACKDAW_BUILD_SHARED=OFF", "-DJACKDAW_INSTALL=OFF",
        ]
        if shutil.which("ninja"):
            options += ["-G", "Ninja"]
        options += os.environ.get("CMAKE_ARGS", "").split()
        jobs = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL") or str(os.cpu_count() or 2)
        subprocess.run(["cmake", "-S", str(ROOT), "-B", str(build), *options], check=True)
        subprocess.run(["cmake", "--build", str(build), "--target", "jackdaw_python", "-j", jobs],
                       check=True)


setup(version=read_version(), ext_modules=[Extension("jackdaw._native", [])],
      cmdclass={"build_ext": CMakeBuild})
