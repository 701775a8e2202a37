# `cargo dynaudit ...`: cargo's own completion calls a function of this name.
if (( ! $+functions[_cargo-dynaudit] )); then
  _cargo-dynaudit() { _shtab_cargo_dynaudit "$@" }
fi
