#!/usr/bin/env bats
# cmake --install puts everything where a distribution expects it.

load ../lib/lab

setup() {
  root="$BATS_TEST_TMPDIR/root"
  DESTDIR="$root" cmake --install "$VRRP_BUILD" --prefix /usr >/dev/null
}

# file MODE PATH: is there, with this mode.
file() {
  [ -f "$root/usr/$2" ] || { echo "no $2" && return 1; }
  [ "$(stat -c %a "$root/usr/$2")" = "$1" ]
  echo "usr/$2" >>"$BATS_TEST_TMPDIR/expected"
}

program() {
  local name=$1 folder=$2 section=$3
  [ -e "$VRRP_BUILD/bin/$name" ] || return 0
  file 755 "$folder/$name"
  file 644 "share/man/man$section/$name.$section"
  file 644 "share/bash-completion/completions/$name"
  file 644 "share/zsh/vendor-completions/_$name"
  file 644 "share/fish/vendor_completions.d/$name.fish"
}

@test "programs, pages, completions and schema, and nothing else" {
  program vrrp-elect sbin 8
  program vip-ctl sbin 8
  program garp-send sbin 8
  program vrrp-dump sbin 8
  program vrrp-check bin 1
  [ ! -e "$VRRP_BUILD/bin/vrrp-check" ] || file 755 libexec/vrrp-tools/vrrp-check-http
  file 644 share/man/man7/vrrp-records.7
  file 644 share/vrrp-tools/records.schema.json
  file 644 share/doc/vrrp-tools/LICENSE
  # Examples are many; everything else is on the list.
  (cd "$root" && find . -type f ! -path './usr/share/doc/vrrp-tools/examples/*' -printf '%P\n') | sort |
    diff <(sort "$BATS_TEST_TMPDIR/expected") -
}

# As README installs it, below /usr/local: this tree is put there, for these shells alone.
@test "bash, zsh and fish find the completions, also those of root's login" {
  local tree="$BATS_TEST_TMPDIR/tree" shell
  DESTDIR="$tree" cmake --install "$VRRP_BUILD" --prefix /usr/local >/dev/null
  for shell in bash zsh fish; do
    unshare --mount env -u XDG_DATA_DIRS -u FPATH sh -ec '
      mount --bind "$1/usr/local" /usr/local
      mount --bind "$1/etc/fish/completions" /etc/fish/completions
      exec "$2" "$3" - "$(printf "vip-ctl fol\t--verb\t")"' sh "$tree" "$VRRP_SOURCE/tests/lib/tab" "$shell" >"$BATS_TEST_TMPDIR/given"
    diff - "$BATS_TEST_TMPDIR/given" <<<'["follow", "--verbose"]'
  done
}

@test "an installed program runs and finds its parts" {
  for path in "$root"/usr/sbin/* "$root"/usr/bin/*; do
    [ -x "$path" ] || continue
    [ "$("$path" --version)" = "$(basename "$path") (vrrp-tools) $("$path" --version | grep -oE '[0-9.]+$')" ]
    # Nothing of the build tree is in it.
    run ! grep -qF "RUNPATH" <(readelf -d "$path")
  done
  if [ -x "$root/usr/bin/vrrp-check" ]; then
    run -1 "$root/usr/bin/vrrp-check" http http://127.0.0.1:1/ --timeout 1s
  fi
}
