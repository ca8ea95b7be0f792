# shellcheck shell=bash
# Sets up Debian 12 to build, demonstrate and test: examples/demo and tests/run source this file.
# Only packages and build/ stay on the machine.
# shellcheck disable=SC2034 # the scripts that source this use the lists

packages_to_build=(
  g++ cmake ninja-build pkg-config libcli11-dev libfmt-dev nlohmann-json3-dev libnl-3-dev libpcap-dev
  libcurl4-openssl-dev nettle-dev python3
)
packages_to_demo=(iproute2 nginx)
packages_to_test=(
  "${packages_to_demo[@]}" libgtest-dev bats curl procps nftables psmisc iputils-ping keepalived frr etcd-server
  etcd-client tcpdump tshark mandoc groff-base shellcheck clang-format-14 zsh fish bash-completion python3-jsonschema
  python3-scapy jq git strace systemd logrotate openssl ca-certificates
)

say() { printf '\n== %s\n' "$*"; }
die() {
  echo "$(basename "$0"): $*" >&2
  exit 4
}

need_root() {
  [[ $EUID -eq 0 ]] || die "must run as root, for packages and network namespaces: sudo $0"
}

# The kernel must allow network namespaces; in a container without CAP_SYS_ADMIN it does not.
need_namespaces() {
  unshare --net true || die "cannot create a network namespace: run this on a machine or in a privileged container"
}

# install_packages NAME...: installs the missing ones. It neither starts nor enables their services: the tests run
# their own nginx, keepalived, frr and etcd inside namespaces.
install_packages() {
  local name missing=()
  for name in "$@"; do
    [[ $(dpkg-query -W -f '${Status}' "$name" 2>/dev/null) == "install ok installed" ]] || missing+=("$name")
  done
  ((${#missing[@]} > 0)) || return 0
  command -v apt-get >/dev/null || die "apt-get is missing: install ${missing[*]} yourself"
  say "installing ${#missing[@]} packages"
  fold -s -w 80 <<<"${missing[*]}"
  (
    # A subshell has its own traps, which restore the machine's policy whatever happens.
    trap give_back_policy EXIT
    trap 'exit 130' INT TERM HUP
    forbid_services &&
      apt_get update &&
      apt_get -y install --no-install-recommends --download-only "${missing[@]}" &&
      unpack "${missing[@]}"
  ) || die "could not install ${missing[*]}"
}

# An interrupted dpkg would leave half-configured packages. So it runs out of reach of the terminal's Ctrl-C, and a
# signal takes effect at the end.
unpack() {
  local asked=0
  trap 'asked=130' INT TERM HUP
  apt_get_by=(setsid --wait)
  apt_get -y install --no-install-recommends "$@" && disable_services "$@" && return "$asked"
}

# The output of apt-get and the packages' scripts matters only if they fail. It goes through a file, because Ctrl-C
# would reach the process of a `$(…)` around it.
apt_get_by=()
apt_get() {
  local log status=0
  log=$(mktemp)
  "${apt_get_by[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" </dev/null >"$log" 2>&1 || status=$?
  ((status == 0)) || tail -n 30 "$log" >&2
  rm -f "$log"
  return "$status"
}

# Debian runs /usr/sbin/policy-rc.d before a package starts or restarts a service; exit status 101 forbids it.
policy=/usr/sbin/policy-rc.d
policy_mark='# vrrp-tools: no service starts while its packages are installed'

forbid_services() {
  give_back_policy # left by a killed installation
  if [[ -e $policy || -L $policy ]]; then mv "$policy" "$policy.before-vrrp-tools"; fi
  printf '#!/bin/sh\n%s\nexit 101\n' "$policy_mark" >"$policy"
  chmod 755 "$policy"
}

give_back_policy() {
  if grep -qsF "$policy_mark" "$policy"; then rm -f "$policy"; fi
  if [[ -e $policy.before-vrrp-tools || -L $policy.before-vrrp-tools ]]; then
    mv "$policy.before-vrrp-tools" "$policy"
  fi
}

# The newly installed services must not start at the next boot either.
disable_services() {
  local name service
  for name in "$@"; do
    case $name in
      nginx | keepalived | frr) service=$name ;;
      etcd-server) service=etcd ;;
      *) continue ;;
    esac
    deb-systemd-helper disable "$service.service" >/dev/null 2>&1 || :
    if [[ -e /etc/init.d/$service ]]; then update-rc.d "$service" disable >/dev/null 2>&1 || :; fi
  done
}

# as_builder COMMAND...: runs it as the user who called sudo, so that build/ belongs to that user; otherwise as it is.
as_builder() {
  if [[ -n ${SUDO_USER:-} && $SUDO_USER != root ]]; then
    runuser -u "$SUDO_USER" -- "$@"
  else
    "$@"
  fi
}

# build FOLDER CMAKE-ARGUMENT...: on a terminal it shows a counting line, otherwise only errors.
build() {
  local folder=$1 began=$SECONDS quiet=()
  shift
  [[ -t 1 ]] || quiet=(--quiet)
  say "building $folder"
  as_builder cmake -S . -B "$folder" -G Ninja "$@" >/dev/null
  as_builder env NINJA_STATUS='[%f/%t] ' ninja "${quiet[@]}" -C "$folder"
  echo "built in $((SECONDS - began)) s"
}
