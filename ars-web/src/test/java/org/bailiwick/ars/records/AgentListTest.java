package org.bailiwick.ars.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListReader;
import org.bailiwick.node.lists.ListSource.Entry;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentListTest {
  private TestRegistry registry;
  private AgentList agents;

  /** Four agents, two of them registered at one time. */
  @BeforeEach
  void start(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    agents = registry.agentList();
    registry.list("1", registry.ca.agent("one", "invoice.parse@1"));
    registry.list("2", registry.ca.agent("two", "invoice.parse@1"));
    registry.list("3", registry.ca.agent("three", "fx.rates@1"));
    registry.list("4", registry.ca.agent("four", "fx.rates@1"));
    registered("1", "08:00:00", "LISTED", "Treasury");
    registered("2", "08:00:01", "REVOKED", "Treasury");
    registered("3", "08:00:01", "LISTED", "Audit");
    registered("4", "08:00:02", "WITHDRAWN", "Audit");
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void listsAgentsInAnyStateOnceNewestFirst() {
    for (int size = 1; size <= 5; size++) {
      assertThat(names(size)).as("pages of " + size).containsExactly("four", "three", "two", "one");
    }
  }

  @Test
  void selectsByOwnerStateAndTime() {
    assertThat(names(1, "owner", "Treasury")).containsExactly("two", "one");
    assertThat(names(1, "state", "listed")).containsExactly("three", "one");
    assertThat(names(1, "state", "expired")).isEmpty();
    assertThat(names(1, "owner", "Audit", "state", "withdrawn")).containsExactly("four");
    assertThat(names(1, "since", "2026-11-29T08:00:01Z")).containsExactly("four", "three", "two");
  }

  @Test
  void showsTheRecordWithoutItsCredential() {
    Map<String, Object> newest = entries(Optional.empty(), 1).getFirst().members();
    assertThat(newest)
        .containsOnlyKeys(
            "id",
            "agent",
            "state",
            "state_since",
            "state_reason",
            "owner",
            "capabilities",
            "locator",
            "serial",
            "expires_at",
            "registered_at")
        .containsEntry("id", TestRegistry.identifier("4"))
        .containsEntry("capabilities", List.of("fx.rates@1"));
  }

  /** No credential is read, so one that cannot be read does not stop the list. */
  @Test
  void listsAlsoARecordThatCannotBeRead() {
    registry.spoil(registry.find("3").orElseThrow());
    assertThat(names(5)).hasSize(4);
  }

  @Test
  void officersAndAuditorsReadItAndAgentsDoNot() {
    ListReader reader =
        new ListReader(registry.gate(), new PageTokens(() -> new byte[32]), registry.clock);
    for (String role : List.of("officer", "auditor")) {
      assertThat(
              reader.page(
                  TestPeers.of(
                      Kind.OPERATOR, registry.ca.operator(role, role + "-1").certificate()),
                  agents,
                  query(1)))
          .startsWith("{\"agents\":[{\"id\":\"urn:uuid:")
          .contains("next_page_token");
    }
    assertThat(registry.audit())
        .filteredOn(row -> row.event().equals("read-list.decided"))
        .hasSize(2);
  }

  private void registered(String number, String at, String state, String owner) {
    registry.run(
        "update agent set registered_at = timestamp '2026-11-29 %s', state = '%s', owner = '%s'"
                .formatted(at, state, owner)
            + " where agent_id = '"
            + TestRegistry.identifier(number)
            + "'");
  }

  private List<String> names(int size, String... filters) {
    List<String> names = new ArrayList<>();
    List<Entry> page;
    Optional<String> after = Optional.empty();
    do {
      page = entries(after, size, filters);
      page.forEach(
          entry -> names.add(entry.members().get("agent").toString().replaceAll(".*/", "")));
      after = page.isEmpty() ? after : Optional.of(page.getLast().position());
    } while (!page.isEmpty());
    return names;
  }

  private List<Entry> entries(Optional<String> after, int size, String... filters) {
    return agents.entries(query(size, filters), after, size);
  }

  private ListQuery query(int size, String... filters) {
    Map<String, List<String>> parameters = new HashMap<>();
    parameters.put("page_size", List.of(Integer.toString(size)));
    for (int i = 0; i < filters.length; i += 2) {
      parameters.put(filters[i], List.of(filters[i + 1]));
    }
    return ListQuery.read(agents, parameters);
  }
}
