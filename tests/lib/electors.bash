# shellcheck shell=bash
# Electors for VRID 50 on two nodes, by themselves: nothing holds their VIPs. Loaded instead of lab.bash.

load ../lib/lab

# electors SECONDS [ARGUMENT]...: of all of them; each is master or backup within so long.
electors() { PATIENCE=$1 ELECT=("${@:2}"); }
electors 8

setup() { lab_up 2; }

# elect NODE [ARGUMENT]...
elect() { start "$1" "$1" vrrp-elect --vrid 50 -i eth0 --node "$1" --vips-elsewhere "${ELECT[@]}" "${@:2}"; }
# elect_master NODE [ARGUMENT]...: it becomes the master.
elect_master() {
  elect "$@"
  await "$PATIENCE" wrote "$1" '.state == "master"'
}
# elect_worse n2 [ARGUMENT]...: when n1 is master, because on a busy machine the worse one may begin, and rightly be
# master, first.
elect_worse() {
  await "$PATIENCE" wrote n1 '.state == "master"'
  elect "$@"
}
# stays_backup NODE SECONDS: it was never master.
stays_backup() {
  await "$PATIENCE" wrote "$1" '.state == "backup"'
  always "$2" lacks "$1" '.state == "master"'
}
