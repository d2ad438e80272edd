package org.bailiwick.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/**
 * This process among those that run the classes of a run side by side ({@code -Dsystem.processes},
 * Failsafe's forks). Each has nodes, folders and ports of its own. A process takes {@value #PORTS}
 * ports, the first one from {@code SYSTEM_TESTS_FIRST_PORT} on: {@value #NODES} for nodes and
 * outside parties, {@value #OTHERS} for what single tests start, the rest for PostgreSQL servers.
 */
final class TestProcess {
  static final int PORTS = 50;

  private static final int NODES = 30;
  private static final int OTHERS = 15;
  private static final int NUMBER = Integer.parseInt(System.getProperty("system.process", "1"));
  private static final int FIRST_PORT =
      Integer.parseInt(System.getenv().getOrDefault("SYSTEM_TESTS_FIRST_PORT", "27000"))
          + (NUMBER - 1) * PORTS;

  /** The number of ports that were given, free or not. */
  private static int given;

  private TestProcess() {}

  /** The name of a file that each process has one of. */
  static String own(String name) {
    return NUMBER == 1 ? name : name + "-" + NUMBER;
  }

  /** For the environment of the scripts that choose ports. */
  static Map<String, String> firstPorts() {
    return Map.of(
        "SYSTEM_TESTS_FIRST_PORT", String.valueOf(FIRST_PORT),
        "POSTGRESQL_FIRST_PORT", String.valueOf(FIRST_PORT + NODES + OTHERS));
  }

  /**
   * A port that nobody listens at; the same one again as late as possible. Below those that the
   * system gives to whoever calls, who could have it before it is listened at.
   */
  static synchronized int freePort() {
    for (int tried = 0; tried < OTHERS; tried++) {
      int port = FIRST_PORT + NODES + given++ % OTHERS;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port from " + (FIRST_PORT + NODES) + " on");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
