# `cargo dynaudit ...`: its words are those of `cargo-dynaudit`.
function _cargo_dynaudit_by_cargo
  set -l words (commandline -opc)
  set -l command (contains -i -- dynaudit $words)
  or return
  complete -C (string join -- ' ' cargo-dynaudit (string escape -- $words[(math $command + 1)..-1]) (commandline -ct))
end

complete -c cargo -n '__fish_seen_subcommand_from dynaudit' -f -a '(_cargo_dynaudit_by_cargo)'
