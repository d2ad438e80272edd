package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.aca.evidence.join.JoinToken;
import org.bailiwick.aca.testing.TestJoin;
import org.bailiwick.aca.testing.TestWorkload;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A user asks ahead of time for one agent (R6, R11). */
class JoinTokenIssuerTest {

  @TempDir private Path folder;
  private IssuerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void handsOutASecretThatIsKeptAsItsDigestOnly() throws SQLException {
    JoinToken token = fixture.joins.issue(user(), TestJoin.request("join", Map.of()));
    assertThat(token.text()).matches("bwjoin_[A-Za-z0-9_-]{43}");
    assertThat(token.toString()).doesNotContain(token.text()).contains(token.id());
    assertThat(Duration.between(Instant.now(), token.expiresAt()))
        .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
    assertThat(rows("join_token")).contains(token.id()).doesNotContain(token.text());
    assertThat(rows("audit_entry"))
        .contains("issue-join-token.decided", "join-token.issued", token.id())
        .doesNotContain(token.text());
    fixture.issue(
        new TestWorkload("join", fixture.nonces.mint().value(), fixture.clock.instant())
            .with("join-token", token.text())
            .send());
    assertThat(rows("audit_entry"))
        .contains("join-token alice of https://idp.example by " + token.id())
        .doesNotContain(token.text());
    assertThat(fixture.joins.issue(user(), TestJoin.request("join", Map.of())).text())
        .isNotEqualTo(token.text());
  }

  @Test
  void givesAShorterLifeIfAsked() {
    JoinToken token =
        fixture.joins.issue(user(), TestJoin.request("join", Map.of("lifetime", "PT2M")));
    assertThat(Duration.between(Instant.now(), token.expiresAt()))
        .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        row("profile", "missing", ProblemType.MALFORMED_REQUEST, "profile-unknown"),
        row("profile", "instance", ProblemType.POLICY_DENIED, "profile-takes-no-join-tokens"),
        row("owner", "Legal", ProblemType.POLICY_DENIED, "owner-not-allowed"),
        row(
            "capabilities",
            List.of("invoice.pay@1"),
            ProblemType.CAPABILITY_NOT_GRANTED,
            "capability-not-granted"),
        row(
            "validation_methods",
            List.of("wit"),
            ProblemType.POLICY_DENIED,
            "profile-validation-method"),
        row("lifetime", "PT15M1S", ProblemType.MALFORMED_REQUEST, "join-token-lifetime"),
        row("lifetime", "PT0S", ProblemType.MALFORMED_REQUEST, "join-token-lifetime"),
        row("lifetime", "-PT1M", ProblemType.MALFORMED_REQUEST, "join-token-lifetime"),
        row("lifetime", "soon", ProblemType.MALFORMED_REQUEST, "join-token-lifetime"),
        row("replaces", "0a0b", ProblemType.MALFORMED_REQUEST, "join-token-replaces"),
        row("name", "Not A Name", ProblemType.MALFORMED_REQUEST, "agent-name-syntax"),
        row("locator", 7L, ProblemType.MALFORMED_REQUEST, "join-request-claim"));
  }

  private static Arguments row(String member, Object value, ProblemType type, String check) {
    return Arguments.of(member, value, type, check);
  }

  @Test
  void aTokenThatIsBoundToAKeyIsNotTakenFromWhoeverHasIt() {
    String bound =
        fixture.provider.token(
            fixture.clock.instant(), claims -> claims.put("cnf", Map.of("jkt", "x")));
    ProblemException refusal = refusal(bound, Map.of());
    assertThat(refusal.type()).isEqualTo(ProblemType.USER_TOKEN_REJECTED);
    assertThat(refusal.check()).isEqualTo("user-token-unproved");
    assertThat(fixture.database.count("join_token")).isZero();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesAndKeepsNothing(String member, Object value, ProblemType type, String check) {
    ProblemException refusal = refusal(user(), Map.of(member, value));
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(fixture.database.count("join_token")).isZero();
  }

  @Test
  void refusesUsersWhomTheTokenDoesNotProve() {
    assertThat(refusal("no token", Map.of()).check()).isEqualTo("user-token-issuer-unknown");
    String old = fixture.provider.token(fixture.clock.instant(), c -> c.put("exp", 1L));
    assertThat(refusal(old, Map.of()).check()).isEqualTo("user-token-expired");
    String nameless =
        fixture.provider.token(fixture.clock.instant(), c -> c.put("sub", "a".repeat(256)));
    assertThat(refusal(nameless, Map.of()).check()).isEqualTo("user-token-claim-sub");
    assertThat(fixture.database.count("join_token")).isZero();
  }

  @Test
  void refusesAUserWhomTheProviderReported() {
    fixture.reports.take(
        fixture.provider.event(
            Instant.now().plusSeconds(5), "risc/event-type/account-disabled", Map.of(), c -> {}));
    assertThat(refusal(user(), Map.of()).check()).isEqualTo("user-token-withdrawn");
    assertThat(fixture.database.count("join_token")).isZero();
  }

  @Test
  void aUserHasSoManyUnspentTokensAndNoMore() {
    for (int i = 0; i < 20; i++) {
      fixture.joins.issue(user(), TestJoin.request("join", Map.of()));
    }
    ProblemException refusal = refusal(user(), Map.of());
    assertThat(refusal.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    assertThat(refusal.check()).isEqualTo("join-tokens-unspent");
    String bob =
        fixture.provider.token(
            fixture.clock.instant(),
            claims -> {
              claims.put("sub", "bob");
              claims.put("roles", List.of("operations"));
            });
    fixture.joins.issue(bob, TestJoin.request("join", Map.of("owner", "Operations")));
    fixture.database.run(
        "update join_token set spent_at = issued_at where token_sha256 ="
            + " (select min(token_sha256) from join_token where user_subject = 'alice')");
    fixture.joins.issue(user(), TestJoin.request("join", Map.of()));
    assertThat(refusal(user(), Map.of()).check()).isEqualTo("join-tokens-unspent");
    fixture.database.run("update join_token set expires_at = timestamp '2026-01-01 00:00:00'");
    fixture.joins.issue(user(), TestJoin.request("join", Map.of()));
    assertThat(fixture.database.count("join_token")).isEqualTo(23);
  }

  private ProblemException refusal(String user, Map<String, Object> changed) {
    return catchThrowableOfType(
        ProblemException.class, () -> fixture.joins.issue(user, TestJoin.request("join", changed)));
  }

  private String user() {
    return fixture.provider.token(fixture.clock.instant());
  }

  private String rows(String table) throws SQLException {
    StringBuilder text = new StringBuilder();
    try (Connection connection = fixture.database.source().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select * from " + table)) {
      while (rows.next()) {
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          text.append(rows.getString(i)).append(' ');
        }
      }
    }
    return text.toString();
  }
}
