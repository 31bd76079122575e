#!/usr/bin/env bash
# python_wheel_test.sh SOURCE_DIR PYTHON [COMPILER_LAUNCHER]: `pip install` of a clean copy of the
# sources, without a network, into an empty virtual environment; then the example of the README
# there, and the suite of tests on what was installed. Status 77: something it needs is not
# installed.
# shellcheck disable=SC2016  # quotes of Markdown
set -euo pipefail
source_dir=$1 python=$2 launcher=${3:-}
for module in pip venv setuptools wheel pybind11; do
  "$python" -c "import $module" 2>/dev/null || { echo "$python has no $module"; exit 77; }
done
git -C "$source_dir" rev-parse --git-dir >/dev/null 2>&1 || { echo "not in a clone"; exit 77; }
work=$(mktemp -d "${TMPDIR:-/tmp}/jackdaw-wheel.XXXXXX")
trap 'rm -rf "$work"' EXIT

# What is committed or would be: no build folder, nothing ignored.
mkdir "$work/clone"
(cd "$source_dir" && git ls-files -co --exclude-standard -z |
  xargs -0 cp --parents -t "$work/clone")

# Debian's build tools are used as they are; with a network, `pip install ./python` fetches its own.
if [[ -n $launcher ]]; then
  export CMAKE_ARGS="-DCMAKE_CXX_COMPILER_LAUNCHER=$launcher -DCMAKE_C_COMPILER_LAUNCHER=$launcher"
  export CCACHE_BASEDIR=$work/clone CCACHE_NOHASHDIR=1
fi
# Beside the sources, as build folders usually are: a compiler cache then knows the files.
export JACKDAW_PYTHON_BUILD=$work/clone/build
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INDEX=1 CMAKE_BUILD_PARALLEL_LEVEL=2
"$python" -m pip wheel -q --no-build-isolation --no-deps -w "$work/wheels" "$work/clone/python" \
  >"$work/log" 2>&1 || { tail -n 60 "$work/log"; exit 1; }
ls "$work"/wheels/jackdaw-*.whl

"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q --no-deps "$work"/wheels/jackdaw-*.whl
cd "$work"
"$work/venv/bin/python" -c '
import jackdaw, pathlib
folder = pathlib.Path(jackdaw.__file__).parent
assert str(folder).startswith("'"$work"'/venv"), folder
assert (folder / "py.typed").exists() and (folder / "cluster" / "run.py").exists()
print(jackdaw.__version__, jackdaw.build_info()["commit"])'
awk 'BEGIN { srand(2); print "P2 320 240 255"
  for (i = 0; i < 76800; i++) printf "%d\n", 128 + 70 * sin(i % 320 / 19) + 20 * rand() }' |
  cjpeg -quality 85 >"$work/photo.jpg"
sed -n '/^```python$/,/^```$/p' "$work/clone/python/README.md" | sed '1d;$d' >"$work/example.py"
"$work/venv/bin/python" "$work/example.py" "$work/photo.jpg"
test -s "$work/photo.jpg.jkd"

# The interpreter that has pytest, on the package of the environment.
package=$("$work/venv/bin/python" -c 'import jackdaw; print(jackdaw.__path__[0] + "/..")')
for module in pytest numpy PIL; do
  "$python" -c "import $module" 2>/dev/null || { echo "wheel: ok, without its suite"; exit 0; }
done
mkdir "$work/package" && cp -r "$package/jackdaw" "$work/package/"
bash "$work/clone/python/tests/run_pytest.sh" "$python" "$work/package" test_codec.py \
  test_errors.py test_info.py test_monitor.py test_pictures.py test_pillow.py test_readme.py
echo "wheel: ok"
