#!/bin/sh
# A RUSTC_WRAPPER that writes down what each compilation that Cargo starts is told, says and decides.
# It needs DYNAUDIT_RECORDING, an existing folder; each compilation leaves files there, named by its `-C metadata`.
# DYNAUDIT_WRAPPED is the user's own wrapper, if there is one: it is called as Cargo would.
# With the suffix `.needs` lie, for commands of Cargo that know no `--keep-going`, the names of the compilations that one
# waits for. Where there is such a file Cargo takes a failure for a success and goes on; what needs the missing output
# is passed over, as if it had never been started.
id='' artifacts='' previous='' name=''
for argument in "$@"; do
  case $previous in --crate-name) name=$argument ;; esac
  case $argument in
    --json=*artifacts*) artifacts=1 ;;
    metadata=*) [ "$previous" = -C ] && [ -z "$id" ] && id=${argument#metadata=} ;;
  esac
  previous=$argument
done
# What a build script starts inherits the variables that Cargo gives to build scripts alone.
[ -z "${NUM_JOBS-}" ] || [ -z "${OPT_LEVEL-}" ] || [ -z "${HOST-}" ] || id=''
[ -n "$artifacts" ] || id=''
base=$DYNAUDIT_RECORDING/$id
if [ -n "$id" ] && [ -f "$base.needs" ]; then
  while read -r needed; do
    [ ! -e "$DYNAUDIT_RECORDING/$needed.failed" ] || exit 0
  done <"$base.needs"
fi
if [ -n "$id" ]; then
  printf '%s\0' "$@" >"$base.argv"
  printf '%s\0' "$PWD" "${CARGO_MANIFEST_DIR-}" "${CARGO_PKG_NAME-}" "${CARGO_PKG_VERSION-}" >"$base.place"
fi
[ -z "${DYNAUDIT_WRAPPED-}" ] || set -- "$DYNAUDIT_WRAPPED" "$@"
# A pipe by name: every number of a file may be taken by Cargo's jobserver, which rustc needs.
[ -n "$id" ] && mkfifo "$base.pipe" || exec "$@"
RUSTC_LOG=rustc_metadata::dependency_format=info,rustc_metadata::creader=info
RUSTC_LOG_OUTPUT_TARGET=$base.full
RUSTC_LOG_COLOR=never
export RUSTC_LOG RUSTC_LOG_OUTPUT_TARGET RUSTC_LOG_COLOR
if [ -n "${DYNAUDIT_OLD_RUSTC-}" ]; then
  # Before 1.72 it prints to standard output only, where a compilation has nothing else to say.
  compile() { "$@" --print link-args >"$base.link"; }
else
  compile() { "$@" --print "link-args=$base.link"; }
fi
tee "$base.stderr" <"$base.pipe" >&2 &
compile "$@" 2>"$base.pipe"
status=$?
wait
rm -f "$base.pipe"
# How each crate was searched for is most of the log, and grows with the square of the crates: only the result counts.
if [ -f "$base.full" ]; then
  sed -n '/resolved crates:/,$p' "$base.full" >"$base.log"
  rm -f "$base.full"
fi
echo "$status" >"$base.status"
# A build script that is missing cannot be run: there is no way past it.
case $name in build_script_*) exit "$status" ;; esac
if [ "$status" -ne 0 ] && [ -f "$base.needs" ]; then
  : >"$base.failed"
  exit 0
fi
exit "$status"
