package org.bailiwick.master.persongrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.authorization.PeopleRig;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.lists.TokenFamily;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.parties.CallerStatus;
import org.bailiwick.master.personcheck.PersonChecks;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person as caller of the jobs resource, and whether the person still stands. */
class PersonCallerTest {
  private static final CapabilitySet RATES = CapabilitySet.parseScope("fx.rates@1");
  private static final String JOBS = MasterRig.ISSUER + "/v1/jobs";

  @TempDir Path folder;
  private PeopleRig people;
  private MasterRig rig;
  private CallerAuthenticator jobs;
  private CallerStatus status;
  private CallerIdentity.Person alice;
  private JsonObject tokens;

  @BeforeEach
  void start() {
    people = new PeopleRig(folder);
    rig = people.rig;
    jobs =
        new CallerAuthenticator("any-of(all-of(mtls,access-token),access-token-dpop)", rig.methods);
    RevocationState good = new RevocationState.Good();
    status =
        new CallerStatus(
            rig.partnerRights,
            rig.credentials((certificate, anchor) -> good, (issuer, serial) -> good),
            rig.accounts);
    alice = new CallerIdentity.Person(people.provider.issuer(), "alice");
    tokens = people.tokens();
  }

  @AfterEach
  void stop() {
    people.close();
  }

  private Caller calls(Optional<VerifiedPeer> peer, TestDpopKey key) {
    String token = tokens.getString("access_token");
    String proof =
        key.proof("POST", JOBS, rig.clock.instant()).nonce(rig.proofs).token(token).compact();
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("Authorization", List.of("DPoP " + token));
    headers.put("DPoP", List.of(proof));
    RequestHead head = new RequestHead("POST", "v1/jobs", headers, Set.of());
    return jobs.authenticate(new PresentedCredentials(peer, head));
  }

  private void refuses(String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> calls(Optional.empty(), people.key));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
  }

  private String session() {
    return people.onlySession();
  }

  @Test
  void theCallerIsThePerson() {
    Caller caller = calls(Optional.empty(), people.key);
    assertThat(caller.identity()).isEqualTo(alice);
    assertThat(caller.owner().orElseThrow().principal()).isEqualTo(alice.name());
    assertThat(caller.requireToken().scope().scope()).isEqualTo("fx.rates@1 invoice.parse@1");
    assertThat(status.refusal(alice, alice.name(), RATES)).isEmpty();
    assertThat(status.refusal(alice, alice.name(), CapabilitySet.parseScope("ledger.post@1")))
        .contains("person-scope: " + alice.name());
    assertThat(status.refusal(new CallerIdentity.Person(alice.issuer(), "bob"), "", RATES))
        .contains("person-session-ended: " + alice.issuer() + "#bob");
  }

  @Test
  void anotherKeyOrACertificateBesideTheTokenIsRefused() {
    ProblemException key =
        catchThrowableOfType(
            ProblemException.class, () -> calls(Optional.empty(), TestDpopKey.ec()));
    assertThat(key.check()).isEqualTo("access-token-key");
    ProblemException certificate =
        catchThrowableOfType(
            ProblemException.class,
            () -> calls(Optional.of(rig.foreign(rig.partner.buyer)), people.key));
    assertThat(certificate.check()).isEqualTo("access-token-client");
  }

  @Test
  void withoutItsFilesNothingStands() {
    people.removeClient();
    rig.clock.move(Duration.ofSeconds(3));
    refuses("person-client-removed");
    people.allow("fx.rates@1");
    people.provider.describe("{\"bob\": [\"fx.rates@1\"]}");
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(status.refusal(alice, alice.name(), RATES))
        .contains("person-scope: " + alice.name());
    people.provider.write("idp.json", "{");
    rig.clock.move(Duration.ofSeconds(3));
    refuses("person-description-faulty");
  }

  /** Whom the provider does not vouch for any more loses tokens at the next question. */
  @Test
  void aPersonWhoIsDisabledAtTheProviderLosesAll() {
    PersonChecks checks = people.checks("node-1");
    people.provider.enabled = false;
    checks.run(); // the last answer is new
    assertThat(calls(Optional.empty(), people.key).identity()).isEqualTo(alice);
    rig.clock.move(Duration.ofSeconds(31));
    checks.run();
    refuses("access-token-ended");
    assertThat(rig.ledger.state(session())).isEqualTo(new TokenState.Ended("person-refused"));
    assertThat(status.refusal(alice, alice.name(), RATES))
        .contains("person-session-ended: " + alice.name());
    assertThat(people.revoker.ended(EndCause.PROVIDER)).isEqualTo(1);
    assertThat(rig.audit())
        .anySatisfy(
            row -> {
              assertThat(row.event()).isEqualTo("person.refused");
              assertThat(row.details()).contains("invalid_grant");
            });
  }

  @Test
  void withoutAnAnswerThePersonStandsForTheBoundOnly() {
    PersonChecks checks = people.checks("node-1");
    people.provider.fault = Optional.of(500);
    rig.clock.move(Duration.ofSeconds(119));
    checks.run();
    assertThat(checks.failed()).isEqualTo(1);
    assertThat(calls(Optional.empty(), people.key).identity()).isEqualTo(alice);
    rig.clock.move(Duration.ofSeconds(2));
    refuses("person-status-stale");
    ProblemException step =
        catchThrowableOfType(
            ProblemException.class, () -> status.refusal(alice, alice.name(), RATES));
    assertThat(step.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    people.provider.fault = Optional.empty();
    checks.run();
    assertThat(calls(Optional.empty(), people.key).identity()).isEqualTo(alice);
  }

  /** A provider takes a refresh token once, so two nodes must not both ask. */
  @Test
  void oneNodeAsks() {
    rig.clock.move(Duration.ofSeconds(31));
    int before = people.provider.requests();
    people.checks("node-1").run();
    people.checks("node-2").run();
    assertThat(people.provider.requests()).isEqualTo(before + 1);
    rig.clock.move(Duration.ofSeconds(31));
    people.checks("node-2").run();
    assertThat(people.provider.requests()).isEqualTo(before + 2);
    assertThat(calls(Optional.empty(), people.key).identity()).isEqualTo(alice);
  }

  /** Nobody asks about a person who has nothing done. */
  @Test
  void aSessionThatIsNotInUseIsLeftAlone() {
    rig.clock.move(Duration.ofMinutes(6));
    int before = people.provider.requests();
    people.checks("node-1").run();
    assertThat(people.provider.requests()).isEqualTo(before);
  }

  @Test
  void aSessionIsAncestorInTheTree() {
    Map<String, Object> family =
        new TokenFamily(rig.store(), rig.clock).find(session()).orElseThrow();
    assertThat(family.get("token").toString()).contains("kind=session");
    assertThat((List<?>) family.get("descendants")).hasSize(1);
  }

  @Test
  void aClientGivesBackARefreshTokenWithAllThatRestsOnIt() {
    PersonRevocation revocation = revocation();
    revocation.revoke(PeopleRig.DESK, "guess", Optional.empty());
    revocation.revoke("other", tokens.getString("refresh_token"), Optional.empty());
    assertThat(calls(Optional.empty(), people.key).identity()).isEqualTo(alice);
    revocation.revoke(PeopleRig.DESK, tokens.getString("refresh_token"), Optional.empty());
    refuses("access-token-ended");
    assertThat(rig.ledger.state(session())).isEqualTo(new TokenState.Ended("revoked-by-client"));
  }

  @Test
  void aClientGivesBackAnAccessTokenAlone() {
    String jti =
        rig.tokens
            .verify(tokens.getString("access_token"), "at+jwt", MasterRig.ISSUER)
            .getString("jti");
    revocation().revoke(PeopleRig.DESK, "text", rig.ledger.find(jti));
    refuses("access-token-ended");
    assertThat(rig.ledger.state(session())).isInstanceOf(TokenState.Live.class);
  }

  private PersonRevocation revocation() {
    return new PersonRevocation(
        rig.peopleClients, rig.personSessions, rig.ledger, people.revoker, rig.gate, rig.writer);
  }

  /** Rows go when the session is long over; a session whose code nobody redeemed goes earlier. */
  @Test
  void whatIsOverIsDeleted() {
    people.code();
    assertThat(rig.column("select count(*) from person_session")).containsExactly("2");
    rig.clock.move(Duration.ofMinutes(7));
    rig.personSessions.forget(rig.clock.instant());
    people.checks("node-1").forget(rig.clock.instant());
    assertThat(rig.column("select count(*) from person_session")).containsExactly("1");
    rig.clock.move(Duration.ofHours(11));
    rig.personSessions.forget(rig.clock.instant());
    assertThat(rig.column("select count(*) from person_session")).containsExactly("0");
    assertThat(rig.column("select count(*) from refresh_token")).containsExactly("0");
  }

  @Test
  void aTokenWhoseSessionIsNotStoredIsRefused() {
    rig.run("delete from person_session");
    refuses("person-session-ended");
    assertThat(rig.personSessions.find(UUID.randomUUID().toString())).isEmpty();
  }
}
