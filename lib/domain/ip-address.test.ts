import { describe, expect, test } from "vitest";
import { addressKind, isSameAddress, literalAddress } from "#lib/domain/ip-address.ts";

describe("an address", () => {
  test.each([
    ["8.8.8.8", "public"],
    ["1.0.0.0", "public"],
    ["100.63.255.255", "public"],
    ["100.128.0.0", "public"],
    ["172.15.255.255", "public"],
    ["172.32.0.0", "public"],
    ["223.255.255.255", "public"],
    ["2606:4700:4700::1111", "public"],
    ["2a00::1", "public"],
    ["0.0.0.0", "unspecified"],
    ["0.1.2.3", "unspecified"],
    ["::", "unspecified"],
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["::1", "loopback"],
    ["0:0:0:0:0:0:0:1", "loopback"],
    ["10.0.0.1", "private"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["192.168.255.255", "private"],
    ["fc00::1", "private"],
    ["fdff::1", "private"],
    ["fec0::1", "private"],
    ["100.64.0.1", "shared"],
    ["100.127.255.255", "shared"],
    ["169.254.0.1", "link_local"],
    ["fe80::1", "link_local"],
    ["fe80::1%eth0", "link_local"],
    ["febf::1", "link_local"],
    ["169.254.169.254", "metadata"],
    ["169.254.170.2", "metadata"],
    ["100.100.100.200", "metadata"],
    ["168.63.129.16", "metadata"],
    ["fd00:ec2::254", "metadata"],
    ["FD00:0EC2:0:0:0:0:0:0254", "metadata"],
    ["224.0.0.1", "multicast"],
    ["239.255.255.255", "multicast"],
    ["ff02::1", "multicast"],
    ["::ffff:8.8.8.8", "embedded"],
    ["::ffff:7f00:1", "embedded"],
    ["::ffff:169.254.169.254", "embedded"],
    ["::ffff:0:127.0.0.1", "embedded"],
    ["::127.0.0.1", "embedded"],
    ["64:ff9b::a9fe:a9fe", "embedded"],
    ["64:ff9b::8.8.8.8", "embedded"],
    ["64:ff9b:1:ffff::1", "embedded"],
    ["2002:7f00:1::", "embedded"],
    ["2001:0:53aa:64c::1", "embedded"],
    ["192.0.2.1", "reserved"],
    ["198.18.0.1", "reserved"],
    ["198.19.255.255", "reserved"],
    ["203.0.113.7", "reserved"],
    ["240.0.0.1", "reserved"],
    ["255.255.255.255", "reserved"],
    ["2001:db8::1", "reserved"],
    ["2001:10::1", "reserved"],
    ["3fff:fff::1", "reserved"],
    ["100::1", "reserved"],
    ["5f00::1", "reserved"],
    ["4000::1", "reserved"],
  ])("%s is %s", (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  test.each([
    "",
    "127.1",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "2130706433",
    "256.1.1.1",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.4 ",
    "localhost",
    "127.evil.com",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8:9",
    "::12345",
    "::g",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "::1.2.3",
    "[::1]",
  ])("%j is none", (text) => {
    expect(addressKind(text)).toBe("invalid");
  });
});

test.each([
  ["::1", "0:0::0:1", true],
  ["127.0.0.1", "127.0.0.1", true],
  ["fe80::1%eth0", "fe80::1", true],
  ["127.0.0.1", "127.0.0.2", false],
  ["127.0.0.1", "::ffff:127.0.0.1", false],
  ["x", "x", false],
])("%s and %s are one address: %s", (one, other, same) => {
  expect(isSameAddress(one, other)).toBe(same);
});

test.each([
  ["[::1]", "::1"],
  ["10.0.0.1", "10.0.0.1"],
  ["example.com", null],
  ["127.0.0.1.nip.io", null],
  ["localhost.", null],
])("the host %s is the address %j", (host, address) => {
  expect(literalAddress(host)).toBe(address);
});
