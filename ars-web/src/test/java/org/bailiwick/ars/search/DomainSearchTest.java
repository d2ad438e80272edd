package org.bailiwick.ars.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bailiwick.ars.agreement.TestAgreements;
import org.bailiwick.ars.mirror.ExportPage;
import org.bailiwick.ars.mirror.ForeignAgent;
import org.bailiwick.ars.mirror.ForeignAgents;
import org.bailiwick.ars.mirror.MirrorFreshness;
import org.bailiwick.ars.mirror.MirrorStore;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.ars.search.wanted.SearchRequest;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lists.PageTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainSearchTest {
  private static final TrustDomain PARTNER = TrustDomain.parse("partner.example");
  private static final String ALL =
      "{\"capabilities\":[{\"name\":\"fx.rates\"}],\"domains\":[\"*\"]}";

  private TestSearch search;
  private MirrorStore store;
  private DomainSearch domains;
  private long nanos;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    search = new TestSearch(folder);
    TestRegistry registry = search.registry;
    TestAgreements files = new TestAgreements(folder.resolve("registries"), registry.ca.domain());
    files.write("partner.example", TestAgreements.imports("partner.example", "fx.rates@1", ""));
    store = new MirrorStore(registry.reads(), registry.writer());
    SteadyTime time = new SteadyTime(registry.clock, () -> 0);
    MirrorFreshness freshness =
        new MirrorFreshness(files.agreements(), store::states, registry.clock, () -> nanos);
    domains =
        new DomainSearch(
            search.agents(),
            new ForeignAgents(registry.reads(), freshness, time),
            registry.ca.domain(),
            new DomainSearch.Edge(search.gate, PageTokens.ofAllNodes(registry.writer()), time));
  }

  @AfterEach
  void close() {
    search.close();
  }

  @Test
  void ownHitsComeFirstAndForeignOnesInTheirOrder() {
    search.list("1", "own", "fx.rates@1?region=eu");
    search.follow();
    mirror(agent(2, "fx.rates@1", "none"), agent(3, "fx.rates@1", "affirming"));
    JsonObject page = page(ALL);
    assertThat(names(page))
        .containsExactly("spiffe://partner.example/agent/a3", "spiffe://partner.example/agent/a2");
    JsonObject any =
        page(
            "{\"capabilities\":[{\"name\":\"fx.rates\",\"parameters\":{\"region\":\"eu\"}}],"
                + "\"domains\":[\"*\"]}");
    assertThat(names(any))
        .containsExactly(
            "spiffe://bailiwick.example/agent/own",
            "spiffe://partner.example/agent/a3",
            "spiffe://partner.example/agent/a2");
    JsonObject foreign = any.getJsonArray("agents").getJsonObject(1);
    assertThat(foreign.getString("domain")).isEqualTo("partner.example");
    assertThat(foreign.getJsonObject("match").getJsonArray("why")).isNotEmpty();
  }

  @Test
  void pagesGoOnIntoOtherDomains() {
    IntStream.range(1, 4).forEach(n -> search.list("" + n, "own" + n, "fx.rates@1"));
    search.follow();
    mirror(
        IntStream.range(10, 15)
            .mapToObj(n -> agent(n, "fx.rates@1", "none"))
            .toArray(ForeignAgent[]::new));
    List<String> all = new ArrayList<>();
    Optional<String> token = Optional.empty();
    int pages = 0;
    do {
      String body = ALL.replace("\"domains\"", "\"page_size\":2,\"domains\"");
      JsonObject page = page(TestSearch.from(body, token));
      all.addAll(names(page));
      token = Optional.ofNullable(page.getString("next_page_token", null));
      pages++;
    } while (token.isPresent() && pages < 20);
    assertThat(all).hasSize(8).doesNotHaveDuplicates();
    assertThat(all.subList(0, 3)).allMatch(name -> name.contains("bailiwick.example"));
  }

  @Test
  void aDomainThatIsNotHeardOfHasNoHitsAndTheAnswerSaysSo() {
    search.follow();
    mirror(agent(2, "fx.rates@1", "none"));
    assertThat(names(page(ALL))).hasSize(1);
    nanos += Duration.ofSeconds(61).toNanos();
    JsonObject page = page(ALL);
    assertThat(page.getJsonArray("agents")).isEmpty();
    assertThat(page.getJsonArray("domains").getJsonObject(1).getString("state"))
        .isEqualTo("not-heard");
  }

  @Test
  void onlyDomainsWithAnAgreementAreSearched() {
    search.follow();
    mirror(agent(2, "fx.rates@1", "none"));
    assertThat(names(page(ALL.replace("*", "bailiwick.example")))).isEmpty();
    assertThat(names(page(ALL.replace("*", "partner.example")))).hasSize(1);
    assertThatThrownBy(() -> page(ALL.replace("*", "other.example")))
        .isInstanceOf(ProblemException.class)
        .extracting("check")
        .isEqualTo("search-domain");
    assertThatThrownBy(() -> page(ALL.replace("*", "No Domain")))
        .isInstanceOf(ProblemException.class);
  }

  private void mirror(ForeignAgent... agents) {
    store.take(
        store.state(PARTNER),
        new ExportPage(
            true, "e.1", search.registry.clock.instant(), false, List.of(agents), List.of()),
        100);
  }

  private JsonObject page(String body) {
    return domains.page(search.peer, SearchRequest.parse(body), DomainSearchTest::view).build();
  }

  private static JsonArrayBuilder view(List<Hit> hits) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    hits.forEach(
        hit ->
            all.add(
                Json.createObjectBuilder().add("agent", hit.agent().record().agent().toString())));
    return all;
  }

  private static List<String> names(JsonObject page) {
    return page.getJsonArray("agents").getValuesAs(JsonObject.class).stream()
        .map(agent -> agent.getString("agent"))
        .toList();
  }

  private static ForeignAgent agent(int number, String capability, String status) {
    return ForeignAgent.read(
        StrictJson.object(
            """
            {"id":"%s","agent":"spiffe://partner.example/agent/a%d","owner":"Treasury",
             "capabilities":["%s"],"locator":"https://rates.example/work",
             "validation_methods":["mtls"],"serial":"0a","expires_at":"2099-01-01T00:00:00Z",
             "attestation":{"status":"%s","verifier":"v","policy":"p",
              "appraised_at":"2020-01-01T00:00:00Z"}}
            """
                .formatted(
                    TestRegistry.identifier(String.valueOf(number)), number, capability, status)),
        PARTNER);
  }
}
