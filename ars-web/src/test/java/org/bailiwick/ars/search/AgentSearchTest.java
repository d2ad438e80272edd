package org.bailiwick.ars.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.VersionFloor;
import org.bailiwick.policy.segment.SegmentPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentSearchTest {
  private static final String PARSE = "{\"capabilities\":[{\"name\":\"invoice.parse\"}]}";

  @TempDir Path folder;
  private TestSearch search;

  @BeforeEach
  void open() {
    search = new TestSearch(folder);
  }

  @AfterEach
  void close() {
    search.close();
  }

  @Test
  void findsWhatCoversEachWantedCapability() {
    search.list("1", "wide", "invoice.parse@1", "report.write@2");
    search.list("2", "eu", "invoice.parse@2?region=eu", "report.write@1");
    search.list("3", "us", "invoice.parse@3?region=us");
    search.follow();
    assertThat(search.names(PARSE)).containsExactly("wide");
    String eu =
        "{\"name\":\"invoice.parse\",\"versions\":\">=1 <3\",\"parameters\":{\"region\":\"eu\"}}";
    assertThat(search.names("{\"capabilities\":[" + eu + "]}")).containsExactly("eu", "wide");
    assertThat(
            search.names(
                "{\"capabilities\":[" + eu + ",{\"name\":\"report.write\",\"versions\":\"2\"}]}"))
        .containsExactly("wide");
    assertThat(
            search.names(
                """
                {"any_of":[{"name":"report.write","versions":"1"},
                  {"name":"invoice.parse","parameters":{"region":"us"}}]}
                """))
        .containsExactlyInAnyOrder("eu", "us", "wide");
  }

  @Test
  void aHitSaysWhyWhatItLacksAndWhatPlacedIt() {
    search.list("1", "plain", "invoice.parse@1");
    search.list("2", "better", "invoice.parse@1", "report.write@1");
    search.list("3", "equal", "invoice.parse@1");
    search.follow();
    List<Hit> hits =
        search
            .search(
                """
                {"capabilities":[{"name":"invoice.parse","versions":"1"}],
                 "prefer":{"capabilities":[{"name":"report.write"}],"owner":"Nobody"}}
                """)
            .hits();
    JsonObject first = hits.get(0).explanation().build();
    assertThat(hits.get(0).agent().record().agent().name()).isEqualTo("better");
    assertThat(first.getJsonArray("why").getJsonObject(0).toString())
        .isEqualTo("{\"wanted\":\"invoice.parse 1\",\"covered_by\":\"invoice.parse@1\"}");
    assertThat(first.get("preferred")).hasToString("[\"capability report.write any\"]");
    assertThat(first.get("lacks")).hasToString("[\"owner\"]");
    assertThat(first.get("score"))
        .hasToString(
            "{\"attestation\":\"affirming\",\"attested_within\":\"PT1H\",\"preferred\":1,"
                + "\"fit\":256,\"placed_by\":\"signed-facts\"}");
    assertThat(hits.get(1).placedBy()).isEqualTo(Hit.PlacedBy.SIGNED_FACTS);
    assertThat(hits.get(2).placedBy()).isEqualTo(Hit.PlacedBy.IDENTIFIER);
  }

  /** An agent that praises itself stays behind one of which more is signed. */
  @Test
  void relevanceDecidesOnlyAmongEquals() {
    AgentRecord wide = search.list("1", "wide", "invoice.parse@1");
    AgentRecord some = search.list("2", "some", "invoice.parse@1?region=eu");
    AgentRecord much = search.list("3", "much", "invoice.parse@1?region=eu");
    search.said.put(wide.identifier(), TestSearch.text("overdue overdue", "overdue ".repeat(50)));
    search.said.put(some.identifier(), TestSearch.text("Reader", "reads overdue invoices"));
    search.said.put(much.identifier(), TestSearch.text("Overdue", "overdue"));
    search.follow();
    List<Hit> hits =
        search
            .search(
                """
                {"capabilities":[{"name":"invoice.parse","parameters":{"region":"eu"}}],
                 "text":"Overdue"}
                """)
            .hits();
    assertThat(hits).extracting(hit -> hit.agent().record()).containsExactly(much, some, wide);
    assertThat(hits)
        .extracting(Hit::placedBy)
        .containsExactly(
            Hit.PlacedBy.SIGNED_FACTS, Hit.PlacedBy.RELEVANCE, Hit.PlacedBy.SIGNED_FACTS);
  }

  @Test
  void unsignedCriteriaFilter() {
    AgentRecord one = search.list("1", "one", "invoice.parse@1");
    AgentRecord two = search.list("2", "two", "invoice.parse@1");
    search.list("3", "mute", "invoice.parse@1");
    search.said.put(one.identifier(), TestSearch.text("One", "a", "fast", "cheap"));
    search.said.put(two.identifier(), TestSearch.text("Two", "b", "fast"));
    search.heard.put(one.identifier(), search.heard(90, Duration.ZERO));
    search.heard.put(two.identifier(), search.heard(10, Duration.ofHours(1)));
    search.follow();
    assertThat(search.names("{\"tags\":[\"fast\"]}")).containsExactly("one", "two");
    assertThat(search.names("{\"tags\":[\"fast\",\"cheap\"]}")).containsExactly("one");
    assertThat(search.names("{\"input_types\":[\"application/pdf\"],\"alive\":true}"))
        .containsExactly("one");
    assertThat(search.names("{\"output_types\":[\"text/csv\"]}")).isEmpty();
    assertThat(search.names("{\"tags\":[\"fast\"],\"max_load\":50}")).containsExactly("two");
    assertThat(search.names("{\"text\":\"invoice\",\"alive\":true}"))
        .containsExactlyInAnyOrder("one", "mute");
    assertThat(search.names("{\"text\":\"invoice\",\"max_load\":100}"))
        .containsExactlyInAnyOrder("one", "two");
  }

  /** Threat 54: texts in languages of queries are words, or nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "title:one OR *:*",
        "on*",
        "one~2",
        "/on[e]/",
        "one' or '1'='1",
        "select a from AgentRow a",
        "(a+)+$",
        "[* TO *]",
        "one AND NOT two",
        "${jndi:ldap://127.0.0.1/one}",
        "one\\"
      })
  void noTextIsAQuery(String text) {
    AgentRecord one = search.list("1", "one", "invoice.parse@1");
    search.said.put(one.identifier(), TestSearch.text("One", "nothing else"));
    search.follow();
    String body = "{\"text\":\"" + text.replace("\\", "\\\\") + "\"}";
    boolean onlyItsWords = text.equals("one\\");
    assertThat(search.names(body)).hasSize(onlyItsWords ? 1 : 0);
  }

  @Test
  void aTextWithoutWordsIsRefused() {
    search.follow();
    assertCheck("search-text", () -> search.names("{\"text\":\"*?\"}"));
  }

  @Test
  void showsNothingThatIsRevokedWithdrawnOrExpiredAtThisMoment() {
    TestLeaf leaf = search.registry.ca.agent("revoked", "invoice.parse@1");
    search.registry.list("1", leaf);
    AgentRecord gone = search.list("2", "gone", "invoice.parse@1");
    search.list("3", "stays", "invoice.parse@1");
    search.follow();
    search.registry.revoke(leaf);
    search.registry.end(gone, AgentState.WITHDRAWN);
    assertThat(search.names(PARSE)).containsExactly("stays");
    search.follow();
    assertThat(search.names(PARSE)).containsExactly("stays");
    search.registry.clock.move(
        Duration.between(search.registry.clock.instant(), gone.credential().notAfter()));
    assertThat(search.names(PARSE)).isEmpty();
  }

  /** Threat 50. */
  @Test
  void answersNothingWhileTheStatusIsStale() {
    search.list("1", "one", "invoice.parse@1");
    search.follow();
    search.registry.goStaleForCredentials();
    assertCheck("revocation-status-stale", () -> search.names(PARSE));
    search.registry.goStale();
    assertCheck("revocation-status-stale", () -> search.names("{\"owner\":\"Nobody\"}"));
  }

  @Test
  void answersNothingBeforeTheIndexIsComplete() {
    search.list("1", "one", "invoice.parse@1");
    assertCheck("search-index", () -> search.names(PARSE));
  }

  @Test
  void tokensOfAnotherPeerOrSearchAndChangedOnesAreRefused() {
    for (int i = 100; i < 112; i++) {
      search.list(Integer.toString(i), "agent" + i, "invoice.parse@1");
    }
    search.follow();
    Optional<String> token = search.search(PARSE).next();
    assertThat(search.search(TestSearch.from(PARSE, token)).hits()).hasSize(2);
    assertThat(token.orElseThrow()).doesNotContain("urn").hasSizeLessThan(200);
    String changed = token.get().substring(1) + "A";
    String other = "{\"capabilities\":[{\"name\":\"invoice.parse\",\"versions\":\"1\"}]}";
    assertCheck(
        "page-token-mac", () -> search.search(TestSearch.from(PARSE, Optional.of(changed))));
    assertCheck("page-token-mac", () -> search.search(TestSearch.from(other, token)));
    var stranger =
        TestPeers.of(Kind.AGENT, search.registry.ca.agent("stranger", "a.b@1").certificate());
    assertCheck("page-token-mac", () -> search.search(stranger, TestSearch.from(PARSE, token)));
  }

  /** Threat 54: a subject that may not see agents learns nothing from counts and page tokens. */
  @Test
  void whatPolicyHidesIsNeitherShownNorCounted() {
    for (int i = 100; i < 113; i++) {
      search.list(Integer.toString(i), (i < 110 ? "open" : "secret") + i, "invoice.parse@1");
    }
    search.follow();
    search.gate = new Gate(hidingSecrets(), search.registry.writer());
    String body = "{\"capabilities\":[{\"name\":\"invoice.parse\"}],\"facets\":[\"owner\"]}";
    AgentSearch.Found found = search.search(body);
    assertThat(found.hits()).hasSize(10);
    assertThat(found.facets().orElseThrow().view())
        .hasToString("{\"owner\":[{\"value\":\"Finance Department\",\"at_least\":10}]}");
    // A full page has a token, whether further agents are hidden or not there.
    AgentSearch.Found rest = search.search(TestSearch.from(body, found.next()));
    assertThat(rest.hits()).isEmpty();
    assertThat(rest.next()).isEmpty();
    assertThat(search.search("{\"owner\":\"Nobody\"}").next()).isEmpty();
  }

  /** Each search asks as many decisions, whether there are agents that it hides or none. */
  @Test
  void aSearchCostsTheSameWhateverItHides() {
    for (int i = 100; i < 130; i++) {
      search.list(
          Integer.toString(i), (i < 125 ? "open" : "secret") + i, i < 125 ? "a.b@1" : "c.d@1");
    }
    search.follow();
    CedarDecisionPoint policies = hidingSecrets();
    int[] asked = {0};
    search.gate =
        new Gate(
            request -> {
              asked[0]++;
              return policies.decide(request);
            },
            search.registry.writer());
    Set<Integer> costs = new HashSet<>();
    for (String body :
        List.of(
            "{\"any_of\":[{\"name\":\"c.d\"}]}",
            "{\"any_of\":[{\"name\":\"x.y\"}]}",
            "{\"any_of\":[{\"name\":\"a.b\"}]}")) {
      asked[0] = 0;
      search.names(body);
      costs.add(asked[0]);
    }
    assertThat(costs).containsExactly(10);
  }

  private CedarDecisionPoint hidingSecrets() {
    Map<String, String> files =
        new TreeMap<>(CedarDecisionPoint.files(DefaultPolicies.copyTo(folder.resolve("policies"))));
    files.merge(
        "find-agent.cedar",
        """

        @id("secrets-are-hidden")
        @reason("secret")
        forbid (principal, action == Bailiwick::Action::"find-agent", resource is Bailiwick::Agent)
        when { resource has capabilities && resource has registry_id &&
          (resource.registry_id like "*111" || resource.registry_id like "*110" ||
           resource.registry_id like "*112" || resource.capabilities.contains("c.d@1")) };
        """,
        String::concat);
    return CedarDecisionPoint.of(new VersionFloor.Loaded(1000, "test"), files);
  }

  @Test
  void findsMembersOfASegment() {
    search.list("1", "one", "invoice.parse@1");
    search.list("2", "ledger", "invoice.parse@1");
    search.plan =
        Optional.of(
            SegmentPlan.read(
                """
                {"segments":[
                  {"name":"ledger","members":[{"workload":"spiffe://bailiwick.example/agent/ledger"}]},
                  {"name":"here","members":[{"subnet":"127.0.0.0/8"}]},
                  {"name":"finance","members":[{"tags":{"owner":"Finance Department",
                    "attestation":"affirming","kind":"agent"}}]},
                  {"name":"calm","members":[{"tags":{"risk":"none"}}]}]}
                """));
    search.follow();
    assertThat(search.names("{\"segment\":\"ledger\"}")).containsExactly("ledger");
    assertThat(search.names("{\"segment\":\"here\"}")).containsExactly("one", "ledger");
    assertThat(search.names("{\"segment\":\"finance\"}")).containsExactly("one", "ledger");
    assertThat(search.names("{\"segment\":\"calm\"}")).isEmpty();
    assertCheck("search-segment", () -> search.names("{\"segment\":\"none\"}"));
  }

  /** Threat 71: a row that was changed by hand is not shown, and the others are. */
  @Test
  void anUnreadableRowIsLeftOut() {
    AgentRecord spoilt = search.list("1", "spoilt", "invoice.parse@1");
    search.list("2", "good", "invoice.parse@1");
    search.follow();
    search.registry.spoil(spoilt);
    assertThat(search.names(PARSE)).containsExactly("good");
  }

  private static void assertCheck(String check, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo(check));
  }
}
