package org.bailiwick.ars.toolserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.ars.card.TestDomain;
import org.bailiwick.ars.discovery.TestDirectories;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolServersTest {
  private TestRegistry registry;
  private ToolServers servers;
  private VerifiedPeer peer;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    servers = servers(2000);
    peer = TestPeers.of(Kind.AGENT, registry.ca.agent("asker", "a.b@1").certificate());
  }

  private ToolServers servers(int mostRead) {
    return servers(mostRead, registry.gate());
  }

  private ToolServers servers(int mostRead, Gate gate) {
    SteadyTime time = new SteadyTime(registry.clock, () -> 0);
    return new ToolServers(
        TestDirectories.of(registry, time, gate),
        PageTokens.ofAllNodes(registry.writer()),
        time,
        TestDomain.urls(),
        registry.ca.domain(),
        mostRead);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private AgentRecord list(String number, String name, String... capabilities) {
    return registry.list(number, registry.ca.agent(name, capabilities));
  }

  private JsonObject page(String... parameters) {
    Map<String, List<String>> query = new TreeMap<>();
    for (int at = 0; at < parameters.length; at += 2) {
      query.put(parameters[at], List.of(parameters[at + 1]));
    }
    return servers.list(peer, ServerQuery.read(query));
  }

  private static List<String> names(JsonObject page) {
    return page.getJsonArray("servers").getValuesAs(JsonObject.class).stream()
        .map(each -> each.getJsonObject("server").getString("name"))
        .toList();
  }

  @Test
  void anAgentIsAServerAtTheDomainsEndpointWithItsCapabilitiesAsTools() {
    AgentRecord agent = list("1", "rates", "fx.rates@1?region=eu", "fx.history@2");
    JsonObject entry = page().getJsonArray("servers").getJsonObject(0);
    JsonObject server = entry.getJsonObject("server");
    assertThat(server.getString("name")).isEqualTo("example.bailiwick/rates");
    assertThat(server.getString("version")).isEqualTo(agent.credential().key().serial().hex());
    assertThat(server.getString("description"))
        .hasSizeLessThanOrEqualTo(ServerView.LONGEST)
        .startsWith("Agent of " + agent.owner() + ": fx.history@2, fx.rates@1?region=eu");
    assertThat(server.getJsonArray("remotes").toString())
        .isEqualTo("[{\"type\":\"streamable-http\",\"url\":\"https://master.example/mcp\"}]");
    assertThat(server.getJsonObject("_meta").toString())
        .contains("\"tools\":[\"fx.history_v2\",\"fx.rates_v1_qregion_eeu\"]");
    JsonObject meta = entry.getJsonObject("_meta");
    assertThat(meta.getJsonObject("io.modelcontextprotocol.registry/official"))
        .containsOnlyKeys("status", "publishedAt", "updatedAt", "isLatest");
    assertThat(meta.getJsonObject("org.bailiwick/signed-attributes").getString("id"))
        .isEqualTo(agent.identifier());
    assertThat(servers.version(peer, "example.bailiwick/rates", "latest")).isEqualTo(entry);
    assertThat(servers.version(peer, "example.bailiwick/rates", server.getString("version")))
        .isEqualTo(entry);
    assertThat(names(servers.versions(peer, "example.bailiwick/rates")))
        .containsExactly("example.bailiwick/rates");
  }

  @Test
  void filtersByNameVersionAndTimeOfTheLastChange() {
    AgentRecord first = list("1", "rates", "fx.rates@1");
    registry.clock.move(Duration.ofSeconds(10));
    String between = registry.clock.instant().minusSeconds(5).toString();
    list("2", "reader", "invoice.parse@1");
    assertThat(names(page("search", "RATE"))).containsExactly("example.bailiwick/rates");
    assertThat(names(page("search", "' or 1=1 --"))).isEmpty();
    assertThat(names(page("updated_since", between))).containsExactly("example.bailiwick/reader");
    assertThat(names(page("version", "latest"))).hasSize(2);
    assertThat(names(page("version", first.credential().key().serial().hex())))
        .containsExactly("example.bailiwick/rates");
    assertThat(names(page("include_deleted", "true"))).hasSize(2);
  }

  /** An agent all of whose capabilities have names that are too long for tools. */
  @Test
  void anAgentWithoutToolsIsNoServer() {
    list("1", "long", "a@1?x=" + "%20".repeat(60));
    assertThat(names(page())).isEmpty();
    assertRefused(
        () -> servers.versions(peer, "example.bailiwick/long"), ProblemType.AGENT_UNKNOWN);
  }

  @Test
  void whatMayNotBeShownIsNoServer() {
    TestLeaf leaf = registry.ca.agent("rates", "fx.rates@1");
    registry.list("1", leaf);
    registry.revoke(leaf);
    assertThat(names(page())).isEmpty();
    assertRefused(
        () -> servers.version(peer, "example.bailiwick/rates", "latest"),
        ProblemType.AGENT_UNKNOWN);
    registry.goStale();
    assertRefused(this::page, ProblemType.DEPENDENCY_UNAVAILABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "example.bailiwick/unknown, AGENT_UNKNOWN",
    "example.other/rates, AGENT_UNKNOWN",
    "bailiwick.example/rates, AGENT_UNKNOWN",
    "rates, AGENT_UNKNOWN",
    "example.bailiwick/../rates, AGENT_UNKNOWN",
    "'example.bailiwick/rates'' or 1=1', AGENT_UNKNOWN",
  })
  void anotherNameIsNotGuessed(String name, ProblemType type) {
    list("1", "rates", "fx.rates@1");
    assertRefused(() -> servers.versions(peer, name), type);
  }

  @Test
  void anEarlierVersionIsNotKept() {
    list("1", "rates", "fx.rates@1");
    assertRefused(
        () -> servers.version(peer, "example.bailiwick/rates", "00"), ProblemType.NOT_FOUND);
  }

  @Test
  void pagesHaveEachServerOnce() {
    List<String> expected = new ArrayList<>();
    for (int i = 100; i < 107; i++) {
      list(Integer.toString(i), "agent" + i, "a.b@1");
      expected.add("example.bailiwick/agent" + i);
    }
    List<String> found = new ArrayList<>();
    JsonObject page = page("limit", "3");
    found.addAll(names(page));
    while (page.getJsonObject("metadata").containsKey("nextCursor")) {
      String cursor = page.getJsonObject("metadata").getString("nextCursor");
      page = page("limit", "3", "cursor", cursor);
      found.addAll(names(page));
    }
    assertThat(found).isEqualTo(expected);
    assertThat(page.getJsonObject("metadata").getInt("count")).isEqualTo(1);
  }

  @Test
  void threat54OneRequestReadsABoundedNumberAndACursorBelongsToItsQueryAndReader() {
    for (int i = 100; i < 310; i++) {
      list(Integer.toString(i), "agent" + i, "a.b@1");
    }
    servers = servers(200);
    JsonObject first = page("search", "agent305");
    assertThat(names(first)).isEmpty();
    String cursor = first.getJsonObject("metadata").getString("nextCursor");
    assertThat(names(page("search", "agent305", "cursor", cursor))).hasSize(1);
    assertRefused(
        () -> page("search", "agent306", "cursor", cursor), ProblemType.MALFORMED_REQUEST);
    String changed = (cursor.startsWith("A") ? "B" : "A") + cursor.substring(1);
    assertRefused(
        () -> page("search", "agent305", "cursor", changed), ProblemType.MALFORMED_REQUEST);
    peer = TestPeers.of(Kind.AGENT, registry.ca.agent("thief", "a.b@1").certificate());
    assertRefused(
        () -> page("search", "agent305", "cursor", cursor), ProblemType.MALFORMED_REQUEST);
  }

  @ParameterizedTest
  @CsvSource({
    "limit, 0",
    "limit, -1",
    "limit, ten",
    "limit, 99999999999",
    "updated_since, yesterday",
    "search, ''",
    "serach, rates"
  })
  void aParameterOfAnotherFormIsRefused(String name, String value) {
    assertRefused(() -> page(name, value), ProblemType.MALFORMED_REQUEST);
  }

  @Test
  void aParameterOccursOnceAndALargeLimitIsThatOfAPage() {
    assertRefused(
        () -> ServerQuery.read(Map.of("search", List.of("a", "b"))), ProblemType.MALFORMED_REQUEST);
    assertThat(ServerQuery.read(Map.of("limit", List.of("1000"))).limit())
        .isEqualTo(ServerQuery.MOST);
  }

  /** The form of names in the published schema. */
  @ParameterizedTest
  @CsvSource({"bailiwick.example", "a_b.example", "x"})
  void namesHaveTheFormOfTheRegistry(String domain) {
    AgentId agent = AgentId.of(TrustDomain.parse(domain), "a".repeat(63));
    String name = ServerName.of(agent);
    assertThat(name).matches("[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+").hasSizeBetween(3, 200);
    assertThat(ServerName.read(agent.trustDomain(), name)).contains(agent);
    TrustDomain longest = TrustDomain.parse("d.".repeat(127) + "e");
    assertThat(ServerName.of(AgentId.of(longest, agent.name()))).hasSize(200);
  }

  private static void assertRefused(ThrowingCallable call, ProblemType type) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
  }

  /** Threat 54: an agent that a policy hides is in no list, and its name is as good as unknown. */
  @Test
  void whatPolicyHidesIsNoServer(@TempDir Path folder) {
    list("1", "rates", "fx.rates@1");
    list("2", "secret", "fx.rates@1");
    servers = servers(2000, TestDirectories.hiding(registry, folder, "secret"));
    assertThat(names(page())).containsExactly("example.bailiwick/rates");
    assertRefused(
        () -> servers.versions(peer, "example.bailiwick/secret"), ProblemType.AGENT_UNKNOWN);
    assertRefused(
        () -> servers.version(peer, "example.bailiwick/secret", "latest"),
        ProblemType.AGENT_UNKNOWN);
  }
}
