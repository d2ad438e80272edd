package org.bailiwick.node.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListReaderTest {
  private static final String CHAIN = "domain/master";

  private final TestClock clock = TestClock.atPresent();
  private final TestCa ca = TestCa.create("bailiwick.example", clock);
  private final TestDatabase database = TestDatabase.ofCommonTables();
  private final GroupWriter writer =
      new GroupWriter(database.sink(), Thread::new, WriterSettings.of(CHAIN, clock));
  private final Letters letters = new Letters("jobs");
  private final ListReader reader = reader();

  private ListReader reader() {
    return new ListReader(
        new Gate(DefaultPolicies.inForce(), writer), new PageTokens(() -> new byte[32]), clock);
  }

  @AfterEach
  void stop() {
    writer.close();
    database.close();
  }

  /** A list of the letters a to j. */
  private record Letters(String name) implements ListSource {

    @Override
    public Map<String, Set<String>> filters() {
      return Map.of("not", Set.of(), "state", Set.of("good", "bad"));
    }

    @Override
    public boolean hasTimes() {
      return name.equals("jobs");
    }

    @Override
    public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
      return Stream.of("abcdefghij".split("", -1))
          .filter(letter -> !letter.equals(query.filter("not").orElse("")))
          .filter(letter -> letter.compareTo(after.orElse("")) > 0)
          .limit(most)
          .map(letter -> new Entry(letter, new TreeMap<>(Map.of("id", letter))))
          .toList();
    }
  }

  @Test
  void givesAllEntriesOnceInPages() {
    List<String> ids = new ArrayList<>();
    Optional<String> token = Optional.empty();
    int pages = 0;
    do {
      Page page = read(operator("auditor"), parameters("page_size", "4"), token);
      ids.addAll(page.ids());
      token = page.next();
      pages++;
    } while (token.isPresent());
    assertThat(String.join("", ids)).isEqualTo("abcdefghij");
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void aPageThatIsJustFullIsTheLast() {
    Page page = read(operator("officer"), parameters("page_size", "10"), Optional.empty());
    assertThat(page.ids()).hasSize(10);
    assertThat(page.next()).isEmpty();
  }

  @Test
  void aPageTokenIsForOneReaderAndOneSelection() {
    Map<String, String> query = parameters("page_size", "2", "not", "c");
    Optional<String> token = read(operator("auditor"), query, Optional.empty()).next();
    assertThat(read(operator("auditor"), query, token).ids()).containsExactly("d", "e");
    assertRefused("page-token-mac", () -> read(operator("officer"), query, token));
    for (Map<String, String> other :
        List.of(
            parameters("page_size", "2"),
            parameters("page_size", "2", "not", "d"),
            parameters("not", "c", "since", "2026-11-29T08:00:00Z"))) {
      assertRefused("page-token-mac", () -> read(operator("auditor"), other, token));
    }
    assertRefused(
        "page-token-mac",
        () ->
            reader.page(
                operator("auditor"),
                new Letters("tokens"),
                query(new Letters("tokens"), query, token)));
    clock.move(Duration.ofMinutes(11));
    assertRefused("page-token-expired", () -> read(operator("auditor"), query, token));
  }

  @Test
  void onlyTheFirstPageIsRecordedAndNoValueOfAFilter() {
    Map<String, String> query = parameters("page_size", "2", "not", "secret");
    Optional<String> token = read(operator("auditor"), query, Optional.empty()).next();
    read(operator("auditor"), query, token);
    assertThat(audit()).extracting(AuditRow::event).containsExactly("read-list.decided");
    assertThat(audit().toString() + audit().getFirst().members())
        .contains("jobs", "not")
        .doesNotContain("secret");
  }

  @Test
  void servesOfficersAndAuditorsOnly() {
    VerifiedPeer agent = TestPeers.of(Kind.AGENT, ca.agent("a", "a.b@1").certificate());
    VerifiedPeer foreign = TestPeers.of(Kind.FOREIGN, ca.agent("b", "a.b@1").certificate());
    for (VerifiedPeer other : List.of(agent, foreign)) {
      assertThatThrownBy(() -> read(other, Map.of(), Optional.empty()))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.type()).isEqualTo(ProblemType.POLICY_DENIED));
    }
    assertThat(audit())
        .extracting(AuditRow::check)
        .containsExactly("not-an-operator", "not-an-operator");
  }

  /** The decision point is asked for each page, so a reader who lost the role reads no more. */
  @Test
  void aPageTokenIsNoPermit() {
    Optional<String> token =
        read(operator("auditor"), parameters("page_size", "2"), Optional.empty()).next();
    VerifiedPeer agent = TestPeers.of(Kind.AGENT, ca.agent("a", "a.b@1").certificate());
    assertRefused("not-an-operator", () -> read(agent, parameters("page_size", "2"), token));
  }

  @ParameterizedTest
  @CsvSource({
    "stat, good, list-parameter-unknown",
    "state, ugly, list-filter-value",
    "state, '', list-filter-value",
    "not, '', list-filter-form",
    "not, 'a\u0007b', list-filter-form",
    "since, yesterday, list-since-form",
    "since, 2026-11-29, list-since-form",
    "since, 1969-11-29T08:00:00Z, list-since-form",
    "since, +1000000-01-01T00:00:00Z, list-since-form",
    "page_size, 0, list-page-size",
    "page_size, 201, list-page-size",
    "page_size, -1, list-page-size",
    "page_size, x, list-page-size",
    "page_token, x, page-token-encoding"
  })
  void refusesAParameterThatIsNotInOrder(String name, String value, String check) {
    assertRefused(check, () -> read(operator("auditor"), Map.of(name, value), Optional.empty()));
  }

  @Test
  void refusesAParameterThatOccursTwiceAndATimeWhereThereIsNone() {
    assertRefused(
        "list-parameter-repeated", () -> ListQuery.read(letters, Map.of("not", List.of("a", "b"))));
    assertRefused(
        "list-parameter-unknown",
        () ->
            ListQuery.read(
                new Letters("partners"), Map.of("since", List.of("2026-11-29T08:00:00Z"))));
  }

  private record Page(List<String> ids, Optional<String> next) {}

  private Page read(VerifiedPeer peer, Map<String, String> parameters, Optional<String> token) {
    Map<String, Object> page =
        StrictJson.members(reader.page(peer, letters, query(letters, parameters, token)));
    List<String> ids =
        ((List<?>) page.get("jobs"))
            .stream().map(entry -> ((Map<?, ?>) entry).get("id").toString()).toList();
    return new Page(ids, Optional.ofNullable((String) page.get("next_page_token")));
  }

  private static ListQuery query(
      ListSource list, Map<String, String> parameters, Optional<String> token) {
    Map<String, List<String>> all = new HashMap<>();
    parameters.forEach((name, value) -> all.put(name, List.of(value)));
    token.ifPresent(text -> all.put("page_token", List.of(text)));
    return ListQuery.read(list, all);
  }

  private static Map<String, String> parameters(String... namesAndValues) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parameters.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return parameters;
  }

  private static void assertRefused(String check, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo(check));
  }

  private VerifiedPeer operator(String role) {
    return TestPeers.of(Kind.OPERATOR, ca.operator(role, role + "-1").certificate());
  }

  private List<AuditRow> audit() {
    return database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 100));
  }
}
