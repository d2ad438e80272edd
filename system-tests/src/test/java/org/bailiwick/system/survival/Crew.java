package org.bailiwick.system.survival;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Call;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;

/**
 * The demo's four agents as processes, and no other listed agent that could be given their work.
 */
final class Crew implements AutoCloseable {
  private static final Map<String, String> CAPABILITIES =
      Map.of(
          "invoice-reader", "invoice.parse@1",
          "rate-finder", "fx.rates@1",
          "ledger-writer", "ledger.post@1",
          "receipt-writer", "receipt.write@1");

  private final Nodes nodes;
  private final Wire wire;
  private final Map<String, AgentProcess> agents = new TreeMap<>();

  private Crew(Nodes nodes, Wire wire) {
    this.nodes = nodes;
    this.wire = wire;
  }

  static Crew atWork(Nodes nodes, Wire wire) {
    Crew crew = new Crew(nodes, wire);
    ListedAgents.dismiss(nodes, wire);
    CAPABILITIES.forEach(crew::start);
    return crew;
  }

  AgentProcess agent(String name) {
    return agents.get(name);
  }

  /** Ends the processes; their books stay. */
  void stop() {
    agents.values().forEach(AgentProcess::stop);
  }

  @Override
  public void close() {
    stop();
    ListedAgents.dismiss(nodes, wire);
  }

  /** The bookings of a job; the crew must have stopped. */
  List<String> bookings(String job) {
    return find(
        "ledger-writer", "select id from booking where idempotency_key = ?", job + "/booking");
  }

  /** The receipts of a booking; the crew must have stopped. */
  List<String> receipts(String booking) {
    return find("receipt-writer", "select number from receipt where booking = ?", booking);
  }

  private List<String> find(String agent, String query, String value) {
    List<String> found = new ArrayList<>();
    try (Connection books =
            DriverManager.getConnection("jdbc:h2:file:" + agent(agent).database(), "sa", "");
        PreparedStatement statement = books.prepareStatement(query)) {
      statement.setString(1, value);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(row.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  private void start(String name, String capability) {
    int port = Nodes.freePort();
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities(capability);
    enrolment.statement().claim("locator", "https://127.0.0.1:" + port + "/work");
    TestLeaf credential = enrolment.granted();
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(credential).build().toString())
                .as(credential))
        .expecting(201);
    agents.put(name, AgentProcess.start(nodes, name, credential, port));
  }
}
