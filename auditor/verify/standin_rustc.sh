#!/bin/sh
# A RUSTC_WRAPPER that compiles nothing: it writes each command line down and leaves empty outputs behind,
# so that Cargo goes on and shows its whole plan. Probes go to the real compiler.
# It needs DYNAUDIT_RECORDING, an existing folder; each command line is a file there, named by its `-C metadata`.
id='' directory='' extra='' name='' emit='' types='' test='' artifacts='' previous=''
for argument in "$@"; do
  case $previous in
    --crate-name) name=$argument ;;
    --crate-type) types="$types $argument" ;;
    --out-dir) directory=$argument ;;
    -C)
      case $argument in
        metadata=*) [ -n "$id" ] || id=${argument#metadata=} ;;
        extra-filename=*) [ -n "$extra" ] || extra=${argument#extra-filename=} ;;
      esac
      ;;
  esac
  case $argument in
    --json=*artifacts*) artifacts=1 ;;
    --emit=*) emit=${argument#--emit=} ;;
    --test) test=1 ;;
  esac
  previous=$argument
done
if [ -z "$id" ] || [ -z "$artifacts" ]; then
  exec "$@"
fi
base=$DYNAUDIT_RECORDING/$id
printf '%s\0' "$@" >"$base.argv"
printf '%s\0' "$PWD" "${CARGO_MANIFEST_DIR-}" "${CARGO_PKG_NAME-}" "${CARGO_PKG_VERSION-}" >"$base.place"
[ -z "$test" ] || types=' bin'
: >"$directory/$name$extra.d"
report() {
  printf '{"$message_type":"artifact","artifact":"%s","emit":"%s"}\n' "$1" "$2" >&2
}
case $emit in
  *metadata*)
    : >"$directory/lib$name$extra.rmeta"
    report "$directory/lib$name$extra.rmeta" metadata
    ;;
esac
for type in $types; do
  case $type in
    bin)
      printf '#!/bin/sh\n' >"$directory/$name$extra"
      chmod +x "$directory/$name$extra"
      ;;
    lib | rlib) : >"$directory/lib$name$extra.rlib" ;;
    staticlib) : >"$directory/lib$name$extra.a" ;;
    *) : >"$directory/lib$name$extra.so" ;;
  esac
done
