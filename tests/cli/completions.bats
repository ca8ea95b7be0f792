#!/usr/bin/env bats
# What bash, zsh and fish offer, asked in the shells themselves; and that it is all that --help knows.

# shellcheck disable=SC2016 # names that look like expansions, and are none

load ../lib/lab
load ../lib/shells

setup() {
  sample="$VRRP_BUILD/tests/completions"
  helpers=()
  lib="$VRRP_SOURCE/tests/lib"
}

ends_with_test() { helpers+=("$1"); }
teardown() { [ "${#helpers[@]}" -eq 0 ] || kill "${helpers[@]}"; }

# offers LINE [WORD...]: each shell offers exactly these.
offers() {
  local line=$1 shell
  for shell in bash zsh fish; do
    # fish repeats the option in front of the value.
    "in_$shell" "$sample" "$line" | sed 's/^--[a-z]*=//' | grep -v '^$' | sort -u >"$BATS_TEST_TMPDIR/offered" || :
    printf '%s\n' "${@:2}" | grep -v '^$' | sort -u | diff - "$BATS_TEST_TMPDIR/offered" || {
      echo "$shell: $line"
      return 1
    }
  done
}

@test "subcommands" {
  offers "sample-tool " add apply exec process status
  offers "sample-tool a" add apply
  offers "sample-tool -i lo a" add apply
  offers "sample-tool --interface=lo --node add a" add apply
  offers "sample-tool add a"
}

@test "options: of all subcommands, and after a subcommand only of that one" {
  offers "sample-tool --vr" --vrid
  offers "sample-tool --le" --lease
  offers "sample-tool add --le" --lease
  offers "sample-tool add 10.0.0.3 --le" --lease
  offers "sample-tool status --le"
  offers "sample-tool exec --vr"
  offers "sample-tool status --ver" --verbose --version
}

@test "values: choices, interfaces, files, directories, commands, processes" {
  offers "sample-tool --checksum " auto rfc9568 pseudo
  offers "sample-tool status --checksum=r" rfc9568
  offers "sample-tool -i l" lo
  offers "sample-tool --interval "
  offers "sample-tool --user-command chgr" chgrp
  offers "sample-tool process nosuchprocess"
  mkdir "$BATS_TEST_TMPDIR/box"
  touch "$BATS_TEST_TMPDIR/boxes"
  cd "$BATS_TEST_TMPDIR"
  offers "sample-tool --track boxe" boxes
  offers "sample-tool apply boxe" boxes
}

@test "a running process is offered" {
  cp /bin/sleep "$BATS_TEST_TMPDIR/quite-unusual"
  "$BATS_TEST_TMPDIR/quite-unusual" 60 3>&- &
  ends_with_test $!
  until grep -qx quite-unusual "/proc/$!/comm"; do sleep 0.01; done # it has begun
  offers "sample-tool process quite-u" quite-unusual
}

# ---- names that others chose: on a terminal, in the shell itself

# named NAME: a process of this name, until the test ends.
named() {
  bash -c 'printf %s "$1" >"/proc/$$/comm"; : >"$2/begun"; read -r _ <"$2/hold"' bash "$1" "$BATS_TEST_TMPDIR" 3>&- &
  ends_with_test $!
  until [ -e "$BATS_TEST_TMPDIR/begun" ]; do sleep 0.01; done
  rm "$BATS_TEST_TMPDIR/begun"
}

# completed SHELL WORDS <<< "NAME<tab>TYPED": TAB behind WORDS and TYPED, line by line, in one shell, makes a line whose
# last word is NAME. (So it was one word, and meant that.)
completed() {
  local shell=$1 words=$2 name typed names=() lines=()
  while IFS=$'\t' read -r name typed; do
    names+=("$name")
    lines+=("sample-tool $words $typed"$'\t')
  done
  "$lib/tab" "$shell" "$sample" "${lines[@]}" >"$BATS_TEST_TMPDIR/given"
  diff <(jq -cn '$ARGS.positional[] | [$words, .]' --arg words "$words" --args "${names[@]}") \
    <(jq -c . "$BATS_TEST_TMPDIR/given") || {
    echo "$shell"
    return 1
  }
  [ ! -e ran ]
}

# Each with what a person types of it; a `>ran` that runs would make that file.
names_to_type() {
  cat <<'END'
$(>ran)	\$
`>ran`	\`
/etc/pass*	/etc/pa
it's one	it
two words	two
back\slash	back
"quoted"	\"
semi;>ran	semi
amp&>ran	amp
<(>ran)	\<
{a,b}c	\{a
[a-z]*	\[a
~root	\~r
!!x	\!
#hash	\#
a$HOME	a\$
col:on	col:o
eq=ual	eq=u
END
}

@test "a process may have any name: nothing is run or expanded, and the completed word is that name" {
  mkdir "$BATS_TEST_TMPDIR/empty"
  cd "$BATS_TEST_TMPDIR/empty"
  mkfifo ../hold
  exec {hold}<>../hold
  while IFS=$'\t' read -r name typed; do named "$name"; done < <(names_to_type)
  for shell in bash zsh fish; do
    completed "$shell" process < <(names_to_type)
    # The whole list is shown too.
    "$lib/tab" "$shell" "$sample" $'sample-tool process \t\t\x15sample-tool status' >"$BATS_TEST_TMPDIR/listed"
    [ ! -e ran ]
  done
  completed bash process <<'END'
two words	'two
$(>ran)	'$
two words	"two
END
  exec {hold}>&-
  [ -z "$(ls)" ]
}

links_to_type() {
  cat <<'END'
$(>ran)	\$
`>ran`	\`
e*	e
it's	it
amp;>ran	amp
END
}

@test "a link may have any name too" {
  mkdir "$BATS_TEST_TMPDIR/empty"
  cd "$BATS_TEST_TMPDIR/empty"
  export -f completed
  export lib sample
  unshare --net --mount bash -ec '
    mount -t sysfs sysfs /sys
    while IFS=$'\''\t'\'' read -r name typed; do ip link add "$name" type bridge; done
    for shell in bash zsh fish; do completed "$shell" -i <<<"$1"; done' bash "$(links_to_type)" < <(links_to_type)
  [ -z "$(ls)" ]
}

@test "a file may have any name too" {
  mkdir "$BATS_TEST_TMPDIR/files"
  cd "$BATS_TEST_TMPDIR/files"
  touch 'f$(>ran)' 'g `>ran`' 'h*'
  touch hx
  for shell in bash zsh fish; do
    completed "$shell" --track <<<'f$(>ran)'$'\t''f'
    completed "$shell" apply <<'END'
g `>ran`	g
h*	h\*
END
  done
}

@test "after -- another command has its own completions" {
  offers "sample-tool exec -- chgr" chgrp
  offers "sample-tool exec -- sample-tool app" apply
  offers "sample-tool -i lo exec --interval=1s -- sample-tool --vr" --vrid
}

# Every folder of completions that was built.
folders() { find "$VRRP_BUILD/completions" "$sample" -name bash -printf '%h\n'; }

@test "each shell can read its file" {
  for folder in $(folders); do
    for file in "$folder"/bash/*; do
      bash -n "$file"
      shellcheck "$file"
      zsh -n "$folder/zsh/_${file##*/}"
      fish --no-execute "$folder/fish/${file##*/}.fish"
    done
  done
}

@test "every option of --help is offered, and no other" {
  for folder in $(folders); do
    for file in "$folder"/bash/*; do
      name=${file##*/}
      program="$VRRP_BUILD/bin/$name"
      [ -e "$program" ] || program="$VRRP_BUILD/tests/$name"
      "$program" --help | grep -oE '^  (-[a-zA-Z], |    )--[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+' | sort -u \
        >"$BATS_TEST_TMPDIR/help"
      [ -s "$BATS_TEST_TMPDIR/help" ]
      for shell in bash zsh fish; do
        "in_$shell" "$folder" "$name --" | grep -oE -- '^--[a-z0-9-]+' | sort -u |
          diff "$BATS_TEST_TMPDIR/help" - || {
          echo "$shell: $name"
          return 1
        }
      done
    done
  done
}
