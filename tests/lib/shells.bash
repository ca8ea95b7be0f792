# shellcheck shell=bash
# What a shell offers after a line: in_bash, in_zsh, in_fish FOLDER LINE. The last word of LINE is the one under
# the cursor; FOLDER has the completions as bash/NAME, zsh/_NAME and fish/NAME.fish.

# The function that bash calls, given what readline would give it.
in_bash() {
  # shellcheck disable=SC2016
  bash --norc --noprofile -c '
    folder=$1 line=$2
    . /usr/share/bash-completion/bash_completion
    . "$folder/bash/${line%% *}"
    # readline does these itself, on a terminal: see tab.
    compopt() {
      case $* in
        "-o default") mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
        "-o dirnames") mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
      esac
    }
    # readline takes words apart at "=" and ":", each of them a word of its own.
    read -ra COMP_WORDS <<<"${line//=/ = }"
    [[ $line != *" " ]] || COMP_WORDS+=("")
    COMP_LINE=$line COMP_POINT=${#line} COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9 COMP_KEY=9
    read -r _ _ function _ <<<"$(complete -p "${line%% *}")"
    "$function" "${line%% *}" "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
    printf "%s\n" "${COMPREPLY[@]}"
  ' bash "$1" "$2"
}

in_fish() {
  # shellcheck disable=SC2016
  fish --no-config -c 'source $argv[1]/fish/(string split -f1 " " $argv[2]).fish; complete -C $argv[2]' \
    "$1" "$2" | cut -f1
}

# An interactive zsh on a pseudo-terminal; ^T is a completion that notes each match in a file.
in_zsh() {
  local place
  place=$(mktemp -d)
  # shellcheck disable=SC2016
  cat >"$place/.zshrc" <<END
fpath=("$1/zsh" \$fpath)
autoload -Uz compinit && compinit -u -D
compadd() {
  local -a found
  if [[ \$* == *-[ODA]\ * ]]; then
    builtin compadd "\$@"
    return
  fi
  builtin compadd -O found "\$@"
  print -rl -- \$found >>"$place/found"
  builtin compadd "\$@"
}
note() {
  _main_complete
  : >"$place/done"
}
zle -C note complete-word note
bindkey '^T' note
: >"$place/ready"
END
  ZDOTDIR=$place zsh -f -c '
    zmodload zsh/zpty zsh/zselect
    zpty shell zsh -i
    for ((i = 0; i < 500 && ! $+ready; i++)); do
      [[ -e $1/ready ]] && ready=1
      zpty -rt shell nothing
      zselect -t 2
    done
    zpty -wn shell "$2"$'\''\C-t'\''
    for ((i = 0; i < 500; i++)); do
      [[ -e $1/done ]] && break
      zpty -rt shell nothing
      zselect -t 2
    done
    zpty -d shell
  ' zsh "$place" "$2" >/dev/null 2>&1 </dev/null
  [[ -e $place/done ]] || echo "zsh did not answer"
  if [[ -e $place/found ]]; then grep -v '^$' "$place/found"; fi
  rm -rf "$place"
}
