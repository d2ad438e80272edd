package org.bailiwick.ars.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the index finds, and its order, is what a scan of all agents finds. */
class SearchPropertyTest {
  private static final int AGENTS = 2000;
  private static final int SEARCHES = 40;
  private static final List<String> STATUSES = List.of("affirming", "warning", "none");
  private static final List<Duration> AGES =
      List.of(Duration.ofMinutes(3), Duration.ofHours(5), Duration.ofDays(3), Duration.ofDays(20));
  private static final List<String> NAMES =
      List.of("invoice.parse", "invoice", "report.write", "mail.send-fast");
  private static final List<String> VERSIONS = List.of("any", "1", "3", ">=2", "<4", ">=2 <4");
  private static final List<String> PARAMETERS = List.of("region=eu", "region=us", "speed=fast");
  private static final List<String> WORDS =
      List.of("overdue", "invoices", "quickly", "translates", "letters");

  private final SplittableRandom random = new SplittableRandom(54);
  private final List<NaiveScan.Made> made = new ArrayList<>();
  private int revision = 1000;

  @Test
  void answersEqualANaiveScan(@TempDir Path folder) {
    try (TestSearch search = new TestSearch(folder)) {
      fill(search);
      search.follow();
      int hits = 0;
      for (int i = 0; i < SEARCHES; i++) {
        String body = body();
        List<String> expected =
            new NaiveScan(StrictJson.object(body), search.registry.clock.instant()).of(made);
        List<String> found = all(search, body);
        if (body.contains("\"text\"")) {
          assertThat(found).as(body).containsExactlyInAnyOrderElementsOf(expected);
        } else {
          assertThat(found).as(body).isEqualTo(expected);
        }
        hits += found.size();
      }
      assertThat(hits).isGreaterThan(SEARCHES);
    }
  }

  private static List<String> all(TestSearch search, String body) {
    List<String> found = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      AgentSearch.Found page = search.search(TestSearch.from(body, token));
      page.hits().forEach(hit -> found.add(hit.agent().record().identifier()));
      token = page.next();
    } while (token.isPresent());
    return found;
  }

  /**
   * One agent of each attestation has a credential; the others have the same with other columns.
   */
  private void fill(TestSearch search) {
    Instant now = search.registry.clock.instant();
    for (int i = 0; i < STATUSES.size() * AGES.size(); i++) {
      String status = STATUSES.get(i % STATUSES.size());
      Instant appraised = now.minus(AGES.get(i / STATUSES.size()));
      AgentInformation usual = search.registry.ca.information("x.y@1");
      AgentRecord base =
          search.registry.list(
              Integer.toString(i),
              search.registry.ca.agent(
                  "base" + i,
                  new AgentInformation(
                      usual.owner(),
                      usual.capabilities(),
                      usual.locator(),
                      usual.validationMethods(),
                      usual.principal(),
                      new AttestationSummary("verifier", status, "policy", appraised))));
      insert(search, base, status, appraised);
    }
    search.registry.run("update registry_revision set revision = " + revision);
  }

  private void insert(TestSearch search, AgentRecord base, String status, Instant appraised) {
    List<String> rows = new ArrayList<>();
    List<String> capabilities = new ArrayList<>();
    for (int i = 0; i < AGENTS / (STATUSES.size() * AGES.size()); i++) {
      NaiveScan.Made agent = make(status, appraised);
      made.add(agent);
      String said = String.join(" ", agent.words());
      search.said.put(agent.id(), TestSearch.text("Title", said));
      agent.words().add("title");
      rows.add(
          "('%s','n%d','%s','https://%s/work','aa%06d',%d)"
              .formatted(agent.id(), revision, agent.owner(), agent.host(), revision, revision));
      agent
          .capabilities()
          .forEach(
              text ->
                  capabilities.add(
                      "('%s','%s','%s')".formatted(agent.id(), text, text.split("[?]", -1)[0])));
    }
    search.registry.run(
        """
        insert into agent (agent_id, name, owner, locator, validation_methods, principal_kind,
          principal_issuer, principal_subject, issuer_id, serial, not_before, not_after, credential,
          registered_at, state, state_since, revision)
        select v.id, a.name || v.n, v.o, v.l, a.validation_methods, a.principal_kind,
          a.principal_issuer, a.principal_subject, a.issuer_id, v.s, a.not_before, a.not_after,
          a.credential, a.registered_at, a.state, a.state_since, v.r
        from agent a, (values %s) v(id, n, o, l, s, r) where a.agent_id = '%s'
        """
            .formatted(String.join(",", rows), base.identifier()));
    search.registry.run("insert into agent_capability values " + String.join(",", capabilities));
  }

  /** The agent of the next revision. */
  private NaiveScan.Made make(String status, Instant appraised) {
    revision++;
    String name = "a" + revision + (chance(2) ? ".eu.example" : ".us.example");
    String address = "10." + random.nextInt(1, 3) + ".0." + revision % 250;
    Set<String> held = new TreeSet<>();
    for (int c = random.nextInt(1, 5); c > 0; c--) {
      held.add(capability());
    }
    return new NaiveScan.Made(
        "urn:uuid:0190b000-0000-7000-8000-%012d".formatted(random.nextInt(1 << 30)),
        "Owner " + random.nextInt(5),
        List.copyOf(held),
        chance(2) ? address : name,
        status,
        appraised,
        words(held));
  }

  private Set<String> words(Set<String> capabilities) {
    Set<String> words = new HashSet<>();
    WORDS.stream().filter(word -> chance(3)).forEach(words::add);
    capabilities.forEach(
        text -> words.addAll(List.of(Capability.parse(text).name().split("[.-]", -1))));
    return words;
  }

  private String capability() {
    Set<String> parameters = new TreeSet<>();
    PARAMETERS.stream()
        .filter(each -> chance(4))
        .filter(each -> parameters.stream().noneMatch(one -> one.startsWith(each.substring(0, 5))))
        .forEach(parameters::add);
    String open = one(NAMES) + "@" + random.nextInt(1, 6);
    return parameters.isEmpty() ? open : open + "?" + String.join("&", parameters);
  }

  private String body() {
    List<String> members = new ArrayList<>();
    if (chance(2)) {
      members.add("\"capabilities\":[" + wanted() + (chance(4) ? "," + wanted() : "") + "]");
    } else {
      members.add("\"any_of\":[" + wanted() + "," + wanted() + "]");
    }
    members.addAll(criteria(4));
    if (chance(4)) {
      members.add("\"text\":\"" + one(WORDS) + (chance(2) ? " parse" : "") + "\"");
    }
    if (chance(2)) {
      members.add("\"prefer\":{" + String.join(",", criteria(2)) + "}");
    }
    members.add("\"page_size\":50");
    return "{" + String.join(",", members) + "}";
  }

  private List<String> criteria(int rarely) {
    List<String> criteria = new ArrayList<>();
    if (chance(rarely)) {
      criteria.add("\"owner\":\"Owner " + random.nextInt(5) + "\"");
    }
    if (chance(rarely)) {
      criteria.add("\"locality\":\"" + one(List.of("eu.example", "10.1.0.0/16", "example")) + "\"");
    }
    if (chance(rarely)) {
      String age = chance(2) ? ",\"max_age\":\"" + one(List.of("PT1H", "P4D")) + "\"" : "";
      criteria.add(
          "\"attestation\":{\"status\":\"" + STATUSES.get(random.nextInt(2)) + "\"" + age + "}");
    }
    return criteria;
  }

  private String wanted() {
    String parameters =
        chance(2) ? "\"region\":\"eu\"" + (chance(2) ? ",\"speed\":\"fast\"" : "") : "";
    return "{\"name\":\"%s\",\"versions\":\"%s\",\"parameters\":{%s}}"
        .formatted(one(NAMES), one(VERSIONS), parameters);
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** True once in so many times. */
  private boolean chance(int times) {
    return random.nextInt(times) == 0;
  }
}
