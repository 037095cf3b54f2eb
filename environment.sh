# Sourced by ./run and ./test: makes the Python environment from the hash-locked requirements.
# Everything the product writes, caches included, stays below CHITRAIL_HOME.

chitrail_fail() {
    echo "chitrail: $*" >&2
    exit 1
}

chitrail_find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" > /dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    chitrail_fail "Python 3.11 or newer is needed; none was found (PYTHON=/path/to/python names one)"
}

# As root, PostgreSQL runs as another account, which must be able to enter the folder.
chitrail_default_home() {
    if [ "$(id -u)" = 0 ] && ! "$1" -c "
import os, sys
path = '$PWD'
while path != '/':
    if not os.stat(path).st_mode & 0o001:
        sys.exit(1)
    path = os.path.dirname(path)
"; then
        echo "/var/lib/chitrail/$(basename "$PWD")-$(printf %s "$PWD" | cksum | cut -d' ' -f1)"
    else
        echo "$PWD/.chitrail"
    fi
}

# chitrail_environment runtime|dev
chitrail_environment() {
    base_python=$(chitrail_find_python)
    CHITRAIL_HOME=${CHITRAIL_HOME:-$(chitrail_default_home "$base_python")}
    mkdir -p "$CHITRAIL_HOME/cache" "$CHITRAIL_HOME/tmp"
    CHITRAIL_HOME=$(cd "$CHITRAIL_HOME" && pwd)
    case $CHITRAIL_HOME in
        "$PWD"/*) ;;
        *) echo "chitrail: everything is written below $CHITRAIL_HOME" ;;
    esac
    CHITRAIL_VENV=$CHITRAIL_HOME/venv
    CHITRAIL_PYTHON=$CHITRAIL_VENV/bin/python
    cache=$CHITRAIL_HOME/cache
    export CHITRAIL_HOME TMPDIR="$CHITRAIL_HOME/tmp"
    export PIP_CACHE_DIR="$cache/pip" UV_CACHE_DIR="$cache/uv" XDG_CACHE_HOME="$cache/xdg"
    export XDG_CONFIG_HOME="$cache/config" XDG_DATA_HOME="$cache/data" npm_config_cache="$cache/npm"
    export PYTHONPYCACHEPREFIX="$cache/pycache" PYTHONPATH="$PWD" PYTHONUNBUFFERED=1
    export MYPY_CACHE_DIR="$cache/mypy" RUFF_CACHE_DIR="$cache/ruff" PIP_DISABLE_PIP_VERSION_CHECK=1
    chitrail_sync "$1"
    chitrail_launcher
}

# The `chitrail` command of this environment, usable from any folder.
chitrail_launcher() {
    launcher=$CHITRAIL_VENV/bin/chitrail
    cat > "$launcher.new" << LAUNCHER
#!/bin/sh
export CHITRAIL_HOME="\${CHITRAIL_HOME:-$CHITRAIL_HOME}" TMPDIR="$TMPDIR" PYTHONPATH="$PWD"
export PYTHONPYCACHEPREFIX="$PYTHONPYCACHEPREFIX" PYTHONUNBUFFERED=1
export XDG_CACHE_HOME="$XDG_CACHE_HOME" XDG_CONFIG_HOME="$XDG_CONFIG_HOME" XDG_DATA_HOME="$XDG_DATA_HOME"
exec "$CHITRAIL_PYTHON" -m chitrail.cli "\$@"
LAUNCHER
    chmod +x "$launcher.new"
    mv "$launcher.new" "$launcher"
}

# Install what the lock names, when the lock has changed since the last time. The development lock
# contains the runtime lock, so a development environment also serves ./run.
chitrail_sync() {
    wanted=$(cat requirements/"$1".txt | cksum)
    case "$(cat "$CHITRAIL_VENV/.synced" 2> /dev/null || true)" in
        *"$1 $wanted"*) return 0 ;;
    esac
    if [ ! -x "$CHITRAIL_PYTHON" ]; then
        echo "chitrail: making the Python environment in $CHITRAIL_VENV"
        "$base_python" -m venv "$CHITRAIL_VENV" ||
            chitrail_fail "python -m venv failed; on Debian and Ubuntu install the package python3-venv"
    fi
    echo "chitrail: installing the locked packages ($1)"
    [ -x "$CHITRAIL_VENV/bin/uv" ] ||
        "$CHITRAIL_PYTHON" -m pip install --quiet --require-hashes -r requirements/installer.txt ||
        chitrail_fail "the package index could not be reached"
    "$CHITRAIL_VENV/bin/uv" pip sync --quiet --require-hashes --python "$CHITRAIL_PYTHON" \
        --link-mode hardlink requirements/"$1".txt requirements/installer.txt ||
        chitrail_fail "the locked packages could not be installed"
    if [ "$1" = dev ]; then
        echo "dev $wanted runtime $(cat requirements/runtime.txt | cksum)" > "$CHITRAIL_VENV/.synced"
    else
        echo "$1 $wanted" > "$CHITRAIL_VENV/.synced"
    fi
}
