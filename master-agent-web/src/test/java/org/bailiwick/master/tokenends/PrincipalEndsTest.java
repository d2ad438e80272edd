package org.bailiwick.master.tokenends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.tokenledger.GrantEnds;
import org.bailiwick.master.tokenledger.GrantOrigin;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.principalevents.PrincipalEvent;
import org.bailiwick.node.writer.UnitOfWork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a partner's server takes back ends with all that rests on it, and stays ended. */
class PrincipalEndsTest {
  private static final String ISSUER = "https://as.partner.example";
  private static final CapabilitySet SCOPE = CapabilitySet.parseScope("invoice.parse@1");
  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";

  @TempDir Path folder;
  private MasterRig rig;
  private PrincipalEnds ends;
  private GrantEnds grants;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    grants = new GrantEnds(rig.store(), rig.writer, rig.clock);
    ends =
        new PrincipalEnds(
            grants,
            new TokenRevoker(
                new TokenRevoker.Parts(rig.store(), rig.writer, rig.ledger, rig.journal),
                () -> {}));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private TokenRecord granted(String subject, Instant issuedAt) {
    Instant now = rig.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    GrantOrigin grant =
        new GrantOrigin(
            ISSUER,
            UUID.randomUUID().toString(),
            "00",
            Optional.of("00"),
            "{}",
            ISSUER + "#" + subject,
            issuedAt.truncatedTo(ChronoUnit.SECONDS),
            now);
    TokenOrigin origin = TokenOrigin.of(grant, TestCallers.agent(rig.partner.buyer.certificate()));
    TokenRecord token = TestJobs.token(rig, TokenKind.ACCESS, origin, SCOPE);
    rig.writer.commit(rig.ledger.insertion(token));
    return token;
  }

  private PrincipalEvent event(String id, String subject) {
    Instant until = rig.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new PrincipalEvent(id, ISSUER, subject, until, "session-revoked");
  }

  private boolean isLive(TokenRecord token) {
    return rig.ledger.state(token.jti()) instanceof TokenState.Live;
  }

  @Test
  void endsTokensAndJobsOfThatPrincipalOnly() {
    TokenRecord alices = granted("alice", rig.clock.instant());
    TokenRecord bobs = granted("bob", rig.clock.instant());
    TestJobs.accept(
        rig,
        new TestJobs.Posted("job-1", rig.partner.buyer, ONE_STEP, Optional.empty()),
        alices,
        UnitOfWork.none());
    ends.end(event("1", "alice"));
    assertThat(isLive(alices)).isFalse();
    assertThat(isLive(bobs)).isTrue();
    assertThat(rig.journal.find("job-1").orElseThrow().state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(rig.journal.find("job-1").orElseThrow().reason())
        .contains("token-ended: " + alices.jti());
    assertThat(rig.audit())
        .extracting(row -> row.event())
        .contains("partner-event.received", "partner-event.applied", "token.ended", "job.ended");
    assertThat(rig.column("select reason from token_end where jti = '" + alices.jti() + "'"))
        .containsExactly("ended-by-partner");
  }

  /** A job lives longer than its access token, which may have expired. */
  @Test
  void endsAJobWhoseAccessTokenHasExpired() {
    TokenRecord token = granted("alice", rig.clock.instant());
    TestJobs.accept(
        rig,
        new TestJobs.Posted("job-1", rig.partner.buyer, ONE_STEP, Optional.empty()),
        token,
        UnitOfWork.none());
    rig.clock.move(Duration.ofHours(2));
    ends.end(event("1", "alice"));
    assertThat(rig.journal.find("job-1").orElseThrow().state()).isEqualTo(ExecutionState.CANCELLED);
  }

  @Test
  void noGrantOfBeforeGivesATokenAfterwardsAndALaterOneDoes() {
    Instant before = rig.clock.instant();
    ends.end(event("1", "alice"));
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> granted("alice", before));
    assertThat(refusal.check()).isEqualTo("grant-ended");
    assertThat(isLive(granted("bob", before))).isTrue();
    rig.clock.move(Duration.ofSeconds(2));
    assertThat(isLive(granted("alice", rig.clock.instant()))).isTrue();
  }

  @Test
  void anEventThatComesAgainIsTheSame() {
    TokenRecord first = granted("alice", rig.clock.instant());
    PrincipalEvent event = event("1", "alice");
    ends.end(event);
    rig.clock.move(Duration.ofSeconds(2));
    TokenRecord later = granted("alice", rig.clock.instant());
    ends.end(event);
    assertThat(isLive(first)).isFalse();
    assertThat(isLive(later)).isTrue();
    assertThat(rig.column("select count(*) from grant_end")).containsExactly("1");
  }

  @Test
  void forgetsEndsThatNoGrantCanMeet() {
    ends.end(event("1", "alice"));
    rig.clock.move(Duration.ofMinutes(119));
    grants.forget();
    assertThat(rig.column("select count(*) from grant_end")).containsExactly("1");
    rig.clock.move(Duration.ofMinutes(2));
    grants.forget();
    assertThat(rig.column("select count(*) from grant_end")).containsExactly("0");
  }
}
