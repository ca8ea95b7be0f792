#!/usr/bin/env bats
# cmake --install puts everything where a distribution expects it.

load ../lib/lab

setup() {
  root="$BATS_TEST_TMPDIR/root"
  DESTDIR="$root" cmake --install "$VRRP_BUILD" --prefix /usr >/dev/null
  library=$(cd "$root/usr" && find . -name 'libvrrp-tools-*.so' -printf '%P')
}

# configured VARIABLE VALUE: CMake was told so.
configured() { grep -q "^$1:[A-Z]*=$2\$" "$VRRP_BUILD/CMakeCache.txt"; }

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
  file 644 "$library"
  [[ $library == lib*/vrrp-tools/libvrrp-tools-$(vip-ctl --version | grep -oE '[0-9.]+$').so ]]
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
  local path name
  for path in "$root"/usr/{sbin,bin}/*; do
    name=$(basename "$path")
    run -0 "$path" --version
    [[ $output == "$name (vrrp-tools) "[0-9]* ]]
    # It loads the library of its own tree, and looks nowhere but where it was installed or configured to be.
    run -0 ldd "$path"
    [[ $output == *"=> ${path%/*}/../$library "* ]]
    run -0 readelf -d "$path"
    [[ $output == *"runpath: [\$ORIGIN/../${library%/*}:/"*"/${library%/*}]"* ]]
  done
  run -1 "$root/usr/bin/vrrp-check" http http://127.0.0.1:1/ --timeout 1s
}

# The loader ignores $ORIGIN for a program that raises its user's privileges, so that users cannot supply their own
# library.
@test "a set-user-ID program in the configured prefix finds the library" {
  configured CMAKE_INSTALL_PREFIX /usr/local || skip "configured for another prefix than /usr/local"
  local tree="$BATS_TEST_TMPDIR/tree"
  [[ ,$(findmnt -no OPTIONS -T "$BATS_TEST_TMPDIR"), != *,nosuid,* ]] || skip "set-user-ID has no effect here: nosuid"
  DESTDIR="$tree" cmake --install "$VRRP_BUILD" --prefix /usr/local >/dev/null
  chmod u+s "$tree/usr/local/sbin/vip-ctl"
  run -0 unshare --mount sh -ec '
    mount --bind "$1/usr/local" /usr/local
    exec setpriv --reuid=65534 --regid=65534 --clear-groups /usr/local/sbin/vip-ctl --version' sh "$tree"
  [[ $output == "vip-ctl (vrrp-tools) "* ]]
}

# A program that runs has the file mapped: to write into it would crash a master.
@test "a new installation replaces the library, and does not write into the old file" {
  exec 7<"$root/usr/$library"
  touch -d yesterday "$root/usr/$library"
  DESTDIR="$root" cmake --install "$VRRP_BUILD" --prefix /usr >/dev/null
  [ "$(stat -Lc %h /proc/self/fd/7)" -eq 0 ]
  exec 7<&-
}

@test "other users may enter the programs' own folders, whatever the umask of the installation" {
  local tree="$BATS_TEST_TMPDIR/tree"
  (umask 077 && DESTDIR="$tree" cmake --install "$VRRP_BUILD" --prefix /usr >/dev/null)
  [ "$(stat -c %a "$tree/usr/${library%/*}" "$tree/usr/libexec/vrrp-tools" | uniq)" = 755 ]
}

@test "programs and library take less than 4 MB" {
  configured VRRP_SANITIZE OFF || skip "sanitizers make programs larger"
  DESTDIR="$root" cmake --install "$VRRP_BUILD" --prefix /usr --strip >/dev/null
  [ "$(cd "$root/usr" && cat sbin/* bin/* libexec/vrrp-tools/* "$library" | wc -c)" -lt 4000000 ]
}

@test "all programs of a pipeline have one C++ runtime, that of the library" {
  configured VRRP_SANITIZE OFF || skip "the sanitizers need the shared one"
  configured VRRP_STATIC_RUNTIME ON || skip "built with the shared one"
  for path in "$root"/usr/{sbin,bin,libexec/vrrp-tools}/*; do
    run -0 ldd "$path"
    [[ $output == *libvrrp-tools* ]]
    ! grep -qE 'libstdc\+\+|libfmt' <<<"$output" || { echo "$path: $output" && return 1; }
    run -0 nm -C --defined-only "$path"
    [[ $output == *" T main"* ]]
    ! grep -E ' T (std::|operator |__cxa_|__gxx_|__cxxabiv1)' <<<"$output" || { echo "above: in $path" && return 1; }
  done
}
