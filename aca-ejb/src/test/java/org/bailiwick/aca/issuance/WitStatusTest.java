package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.pipeline.CredentialToken;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.statuslist.WitStatuses;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.wit.WitMint;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.statuslist.StatusList;
import org.bailiwick.contract.statuslist.StatusReference;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.SignedStatement;
import org.bailiwick.node.statuslist.StatusListPublisher;
import org.bailiwick.node.statuslist.StatusListPublisher.Terms;
import org.bailiwick.node.statuslist.StatusPlaces;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status lists of Workload Identity Tokens, over the ledger of a whole issuer. */
class WitStatusTest {

  private static final String BASE = "https://aca.example";

  @TempDir private Path folder;
  private IssuerFixture fixture;
  private SigningKey key;

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
    key = fixture.witKey.get();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** What a process says that has just started. */
  private int status(CredentialToken wit) {
    StatusListPublisher lists =
        new StatusListPublisher(
            fixture.database.reader()::read,
            new WitStatuses(),
            new Terms(BASE, 2, Duration.ofSeconds(10), Duration.ofMinutes(5)),
            claims ->
                new JwsSigner(key, PublicJwk.thumbprint(key.publicKey()))
                    .sign(StatusListPublisher.TYPE, claims),
            fixture.clock);
    StatusReference reference = reference(wit);
    long list = Long.parseLong(reference.uri().substring((BASE + "/status-lists/").length()));
    JsonObject claims = claims(lists.published(list).compact(), StatusListPublisher.TYPE);
    assertThat(claims.getString("sub")).isEqualTo(reference.uri());
    String claim = claims.getJsonObject("status_list").toString();
    return StatusList.read(StrictJson.members(claim, 8), 1 << 16)
        .find(reference.index())
        .orElseThrow();
  }

  private JsonObject claims(String compact, String type) {
    return StrictJson.object(SignedStatement.payload(compact, type, key.publicKey()).orElseThrow());
  }

  private StatusReference reference(CredentialToken wit) {
    String claims = claims(wit.compact(), "wit+jwt").toString();
    return StatusReference.find(StrictJson.members(claims, 8)).orElseThrow();
  }

  private IssuedCredential issue(String name) {
    TestDevice device = fixture.device();
    device.request.put("name", name);
    device.request.put("formats", List.of("wit"));
    return fixture.issue(device.send());
  }

  private static CredentialToken wit(IssuedCredential credential) {
    return credential.wit().orElseThrow();
  }

  @Test
  void aTokenIsRevokedWithItsCredentialAndNoOtherIs() {
    IssuedCredential reader = issue("reader");
    IssuedCredential auditor = issue("auditor");
    assertThat(status(wit(reader))).isZero();
    fixture.ledger.revoke(
        List.of(
            new Revocation(
                reader.ref(),
                RevocationReason.SUPERSEDED,
                fixture.clock.instant(),
                "officer",
                "test")),
        em -> {});
    assertThat(status(wit(reader))).isOne();
    assertThat(status(wit(auditor))).isZero();
  }

  @Test
  void eachTokenHasAPlaceOfItsOwnThatIsOnRecord() {
    Set<StatusReference> references = new HashSet<>();
    IssuedCredential held = issue("reader");
    references.add(reference(wit(held)));
    WitMint mint = fixture.mintAt.apply(fixture.clock);
    for (int token = 0; token < 20; token++) {
      references.add(reference(mint.mint(held, Duration.ofMinutes(30), Optional.empty())));
    }
    assertThat(references).hasSize(21);
    assertThat(fixture.database.count("wit where status_index is not null")).isEqualTo(21);
    StatusReference first = reference(wit(held));
    assertThat(
            fixture.database.count(
                "audit_entry where event = 'wit.issued' and details like '%\"status_index\":\""
                    + first.index()
                    + "\"%'"))
        .isPositive();
  }

  @Test
  void aFrozenNameSuspendsItsTokensUntilItIsReleased() throws Exception {
    Files.delete(folder.resolve("revocation/clone-detected.json")); // which would revoke as well
    IssuedCredential first = issue("reader");
    IssuedCredential auditor = issue("auditor");
    CredentialToken second = wit(fixture.issue(replacing(first)));
    ProblemException clone =
        catchThrowableOfType(ProblemException.class, () -> fixture.issue(replacing(first)));
    assertThat(clone.check()).isEqualTo("renewal-serial-stale");
    assertThat(status(wit(first))).isEqualTo(2);
    assertThat(status(second)).isEqualTo(2);
    assertThat(status(wit(auditor))).isZero();
    fixture.database.run(
        "insert into identity_release select freeze_id, 'officer', frozen_at, 'it was found' from identity_freeze");
    assertThat(status(second)).isZero();
  }

  private Submission replacing(IssuedCredential held) {
    TestDevice device = fixture.device();
    device.request.put("formats", List.of("wit"));
    device.request.put("replaces", held.ref().serial().hex());
    return device.send();
  }

  /** Tokens that were issued before they had places; they expire within a day. */
  @Test
  void tokensFromBeforeAreInNoList() {
    IssuedCredential held = issue("reader");
    fixture.database.run("update wit set status_list = null, status_index = null");
    fixture.ledger.revoke(
        List.of(
            new Revocation(
                held.ref(),
                RevocationReason.SUPERSEDED,
                fixture.clock.instant(),
                "officer",
                UUID.randomUUID().toString())),
        em -> {});
    assertThat(status(wit(held))).isZero();
  }

  @Test
  void listsGoWhenTheirTokensHaveExpired() {
    issue("reader");
    fixture
        .database
        .writer()
        .commit(StatusPlaces.forgetExpired(fixture.clock.instant().plus(Duration.ofHours(37))));
    assertThat(fixture.database.count("status_list")).isZero();
  }
}
