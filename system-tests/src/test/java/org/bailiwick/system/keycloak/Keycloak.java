package org.bailiwick.system.keycloak;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.system.Call;
import org.bailiwick.system.Machine;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;

/** Keycloak, unchanged, started once for the tests of a process, beside its nodes. */
final class Keycloak {
  private static Keycloak running;

  private final Nodes nodes;
  private final int port = Nodes.freePort();

  private Keycloak(Nodes nodes) {
    this.nodes = nodes;
  }

  /** The one beside these nodes; the first call takes a minute. */
  static synchronized Keycloak running(Nodes nodes) {
    if (running == null) {
      Keycloak started = new Keycloak(nodes);
      Machine.shared(started::start);
      running = started;
    }
    return running;
  }

  private void start() {
    nodes.startKeycloak(port, Nodes.freePort());
    await("Keycloak")
        .atMost(Duration.ofMinutes(8))
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .until(() -> wire().send(Call.get(realm("people", ""))).status() == 200);
  }

  /** Calls it, and trusts its certificate. */
  Wire wire() {
    return new Wire(Pem.certificates(Nodes.read(root())).getFirst());
  }

  /** The file with the root of its certificate. */
  Path root() {
    return nodes.outside().resolve("keycloak/tls-root.pem");
  }

  URI address() {
    return URI.create("https://127.0.0.1:" + port);
  }

  URI realm(String name, String path) {
    return URI.create(address() + "/realms/" + name + path);
  }
}
