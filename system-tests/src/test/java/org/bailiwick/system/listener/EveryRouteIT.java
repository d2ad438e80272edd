package org.bailiwick.system.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.description.Described.Route;
import org.bailiwick.system.description.Description;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.listener.BadConnectionsIT.Bad;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The table of {@link BadConnectionsIT} at every route that takes a body, all routes of a component
 * at once, 260 connections and more of one address: without a certificate, and as an officer who
 * takes all that an officer gets. While they last and afterwards others are served.
 */
@Tag("long")
class EveryRouteIT {
  private static final int CONNECTIONS = 260;

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  @ParameterizedTest
  @EnumSource(Description.class)
  void strangers(Description component) throws IOException {
    abuse(component, Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(Description.class)
  void oneOfficer(Description component) throws IOException {
    abuse(component, Optional.of(nodes.operator("officer-1")));
  }

  private void abuse(Description component, Optional<TestLeaf> caller) throws IOException {
    List<URI> routes =
        component.routes(nodes, wire).stream()
            .filter(route -> route.operations().containsKey("POST"))
            .map(Route::filled)
            .map(path -> component.at(nodes, path))
            .toList();
    assertThat(routes).isNotEmpty();
    for (Bad bad : BadConnectionsIT.TABLE) {
      abuse(routes, bad, caller);
      requireOthersServed(component);
    }
  }

  private void abuse(List<URI> routes, Bad bad, Optional<TestLeaf> caller) throws IOException {
    List<RawConnections> all = new ArrayList<>();
    try {
      for (URI route : routes) {
        RawConnections some = new RawConnections(route, CONNECTIONS / routes.size() + 1, caller);
        all.add(some);
        some.write(bad.to(route));
      }
      requireOthersServed(Description.AUTHORITY);
      requireOthersServed(Description.MASTER);
      for (RawConnections some : all) {
        if (bad.ends()) {
          await(bad.name())
              .atMost(BadConnectionsIT.PATIENCE)
              .until(() -> some.answers().size() == some.number());
          assertThat(some.answers()).as(bad.name()).allSatisfy(EveryRouteIT::requireAnswer);
        }
      }
    } finally {
      all.forEach(RawConnections::close);
    }
  }

  /** Some routes take what others call bad: no body, for one. None is a fault of the node. */
  private static void requireAnswer(String answer) {
    if (!answer.isEmpty()) {
      assertThat(answer).matches("(?s)HTTP/1.1 (2..|4..|503) .*");
      BadConnectionsIT.requireNamelessAnswer(answer);
    }
  }

  /** An agent enrols at the authority, and anybody asks the domain node. */
  private void requireOthersServed(Description component) {
    await(component.name())
        .atMost(BadConnectionsIT.PATIENCE)
        .untilAsserted(
            () -> {
              if (component == Description.AUTHORITY) {
                assertThat(wire.send(new Enrolment(nodes, wire).call()).status()).isEqualTo(201);
              } else {
                Call call = Call.get(nodes.master("/health/live"));
                assertThat(wire.send(call).status()).isEqualTo(200);
              }
            });
  }
}
