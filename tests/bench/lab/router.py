"""A virtual router, as vrrp-elect's flags, as a line of its --instances, and as keepalived is told of it."""

import dataclasses
import json

from lab.wire import VIP

PRIORITY = {"n1": 150, "n2": 100}  # of the two, where nothing else is said


@dataclasses.dataclass(frozen=True)
class Router:
    priority: int
    interval: int = 1000  # ms, of the adverts
    vrid: int = 50
    version: int = 3
    vips: tuple = (VIP,)
    interface: str = "eth0"

    def skew(self):
        """Skew_Time (RFC 3768 section 6.1, RFC 9568 section 6.1), in milliseconds; the down interval is three
        adverts more."""
        return (256 - self.priority) * (1000 if self.version == 2 else self.interval) / 256

    def options(self):
        return {"vrid": self.vrid, "interface": self.interface, "priority": self.priority, "vip": list(self.vips),
                "advert-int": f"{self.interval}ms", "vrrp-version": self.version}

    def flags(self):
        words = []
        for key, value in self.options().items():
            for each in value if isinstance(value, list) else [value]:
                words += [f"--{key}", str(each)]
        return words

    def line(self):
        return json.dumps(self.options()) + "\n"

    def block(self, more=""):
        """A vrrp_instance of keepalived.conf; `more` are further lines of it."""
        addresses = "\n    ".join(f"{vip} dev {self.interface}" for vip in self.vips)
        return f"""vrrp_instance VI_{self.vrid} {{
  state {"MASTER" if self.priority == 255 else "BACKUP"}
  interface {self.interface}
  virtual_router_id {self.vrid}
  priority {self.priority}
  advert_int {self.interval / 1000:g}
  version {self.version}
  virtual_ipaddress {{
    {addresses}
  }}
{more}}}
"""
