# Bash takes `=` for a word of its own: behind it stands the value of an option, or the file of a format.
_cargo_dynaudit() {
  local at=$((COMP_CWORD - 1)) value=${COMP_WORDS[COMP_CWORD]} file
  [[ $value == = ]] && at=$COMP_CWORD value=
  if ((at > 1)) && [[ ${COMP_WORDS[at]} == = ]]; then
    if [[ ${COMP_WORDS[at - 1]} != -* ]]; then
      compopt -o filenames 2>/dev/null
      COMPREPLY=()
      while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$value")
      return
    fi
    COMP_WORDS=("${COMP_WORDS[@]:0:at}" "$value")
    COMP_CWORD=$at
  fi
  _shtab_cargo_dynaudit
}

complete -o bashdefault -F _cargo_dynaudit cargo-dynaudit

# `cargo dynaudit ...`: its words are those of `cargo-dynaudit`; all other commands of cargo are completed as before.
_cargo_dynaudit_by_cargo() {
  local command=1
  [[ ${COMP_WORDS[1]-} == +* ]] && command=2 # a toolchain
  if ((COMP_CWORD > command)) && [[ ${COMP_WORDS[command]} == dynaudit ]]; then
    COMP_WORDS=(cargo-dynaudit "${COMP_WORDS[@]:command+1}")
    ((COMP_CWORD -= command))
    _cargo_dynaudit
  elif [[ -n ${_cargo_dynaudit_before-} ]]; then
    "$_cargo_dynaudit_before" "$@"
  fi
}

_cargo_dynaudit_take_over() {
  local loader
  for loader in _comp_load __load_completion; do # bash-completion loads cargo's own only when it is asked for
    if declare -F "$loader" >/dev/null; then
      "$loader" cargo >/dev/null 2>&1
      break
    fi
  done
  local function
  function=$(complete -p cargo 2>/dev/null | sed -n 's/.* -F \([^ ]*\) .*/\1/p')
  [[ $function == _cargo_dynaudit_by_cargo ]] || _cargo_dynaudit_before=$function
  complete -o bashdefault -o default -F _cargo_dynaudit_by_cargo cargo
}

_cargo_dynaudit_take_over
