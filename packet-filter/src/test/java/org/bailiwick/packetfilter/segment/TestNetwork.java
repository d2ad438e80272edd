package org.bailiwick.packetfilter.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A router with hosts around it, each in a network namespace of its own, and what runs there. */
final class TestNetwork implements AutoCloseable {
  private static final String REPLY = "printf 'HTTP/1.0 200 OK\\r\\n\\r\\nok'";

  private final TestNamespace router = TestNamespace.open();
  private final Map<String, TestNamespace> hosts = new LinkedHashMap<>();
  private final List<Process> running = new ArrayList<>();
  private final Path folder;

  TestNetwork(Path folder) {
    this.folder = folder;
    router.exec("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
    router.exec("ip", "link", "set", "lo", "up");
  }

  TestNamespace router() {
    return router;
  }

  TestNamespace host(String name) {
    return hosts.get(name);
  }

  /** Adds a host behind the router; the router has the first address of both networks. */
  void add(String name, String four, String six) {
    TestNamespace host = TestNamespace.open();
    hosts.put(name, host);
    String link = "r-" + name;
    router.exec(
        "ip", "link", "add", link, "type", "veth", "peer", "name", "e0", "netns", host.name());
    for (String address : List.of(four + ".1/24", six + "::1/64")) {
      router.exec("ip", "address", "add", address, "dev", link, "nodad");
    }
    router.exec("ip", "link", "set", link, "up");
    for (String address : List.of(four + ".2/24", six + "::2/64")) {
      host.exec("ip", "address", "add", address, "dev", "e0", "nodad");
    }
    host.exec("ip", "link", "set", "lo", "up");
    host.exec("ip", "link", "set", "e0", "up");
    host.exec("ip", "route", "add", "default", "via", four + ".1");
    host.exec("ip", "-6", "route", "add", "default", "via", six + "::1");
  }

  /** Answers at these ports of TCP over IPv4 and IPv6, as a web server would. */
  void listen(String host, int... ports) {
    for (int port : ports) {
      start(host, "tcp" + port, "ncat", "-lk", "-p", "" + port, "--sh-exec", REPLY);
    }
  }

  /** Echoes at this port of UDP. */
  void echo(String host, int port) {
    start(host, "udp4" + port, "ncat", "-4", "-ulk", "-p", "" + port, "-e", "/bin/cat");
    start(host, "udp6" + port, "ncat", "-6", "-ulk", "-p", "" + port, "-e", "/bin/cat");
  }

  /** Starts a program; its output is returned. */
  Path start(String host, String name, String... command) {
    try {
      Path output = folder.resolve(host + "-" + name + ".out");
      running.add(hosts.get(host).start(output, command));
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (Process process : running) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    try {
      for (Process process : running) {
        process.waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    hosts.values().forEach(TestNamespace::close);
    router.close();
  }
}
