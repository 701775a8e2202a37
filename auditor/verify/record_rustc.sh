#!/bin/sh
# A RUSTC_WRAPPER that writes down what each compilation that Cargo starts is told, says and decides.
# It needs DYNAUDIT_RECORDING, an existing folder; each compilation leaves files there, named by its `-C metadata`.
id='' artifacts='' previous=''
for argument in "$@"; do
  case $argument in
    --json=*artifacts*) artifacts=1 ;;
    metadata=*) [ "$previous" = -C ] && [ -z "$id" ] && id=${argument#metadata=} ;;
  esac
  previous=$argument
done
# What a build script starts inherits the variables that Cargo gives to build scripts alone.
[ -z "${NUM_JOBS-}" ] || [ -z "${OPT_LEVEL-}" ] || [ -z "${HOST-}" ] || id=''
if [ -z "$id" ] || [ -z "$artifacts" ]; then
  exec "$@"
fi
base=$DYNAUDIT_RECORDING/$id
printf '%s\0' "$@" >"$base.argv"
printf '%s\0' "$PWD" "${CARGO_MANIFEST_DIR-}" "${CARGO_PKG_NAME-}" "${CARGO_PKG_VERSION-}" >"$base.place"
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
{
  { compile "$@" 3>&-; echo $? >"$base.status"; } 2>&1 >&3 | tee "$base.stderr" >&2 3>&-
} 3>&1
# How each crate was searched for is most of the log, and grows with the square of the crates: only the result counts.
if [ -f "$base.full" ]; then
  sed -n '/resolved crates:/,$p' "$base.full" >"$base.log"
  rm -f "$base.full"
fi
read -r status <"$base.status"
exit "$status"
