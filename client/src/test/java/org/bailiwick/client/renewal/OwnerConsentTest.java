package org.bailiwick.client.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.Applicant;
import org.bailiwick.client.enrolment.OwnerConsent;
import org.bailiwick.client.enrolment.RequestedCredential;
import org.bailiwick.client.enrolment.ScriptedAuthority;
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.key.SigningKeyFile;
import org.bailiwick.client.key.Thumbprint;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consents of owner and agent, and the key that must be there before them. */
class OwnerConsentTest {

  @TempDir private Path path;
  private final KeyPair ownersKey = TestKeys.ec();
  private ScriptedAuthority authority;
  private CredentialFolder folder;

  @BeforeEach
  void start() throws Exception {
    authority = ScriptedAuthority.start();
    folder = CredentialFolder.at(path.resolve("agent"));
  }

  @AfterEach
  void stop() {
    authority.close();
  }

  private static OwnerConsent consent(KeyPair owner, PublicKey agent) {
    return OwnerConsent.sign(owner, terms(Thumbprint.of(agent)), Duration.ofMinutes(10));
  }

  private static OwnerConsent.Terms terms(String thumbprint) {
    RequestedCredential asked = ScriptedAuthority.order().credential();
    return new OwnerConsent.Terms(
        "https://aca.example:8443",
        AgentId.parse("spiffe://bailiwick.example/agent/reader"),
        thumbprint,
        asked.owner(),
        asked.profile(),
        asked.capabilities());
  }

  private static Applicant applicant(OwnerConsent consent) {
    return ScriptedAuthority.applicant().consented(consent);
  }

  private static CredentialEnrolment.FirstRequest first(OwnerConsent consent) {
    return new CredentialEnrolment.FirstRequest(() -> applicant(consent), ScriptedAuthority::order);
  }

  private static JsonObject verified(String compact, String type, PublicKey key) throws Exception {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setCompactSerialization(compact);
    jws.setKey(key);
    assertThat(jws.verifySignature()).isTrue();
    assertThat(jws.getHeader("typ")).isEqualTo(type);
    assertThat(jws.getAlgorithmHeaderValue()).isIn("ES256", "ES384", "PS256", "EdDSA");
    return Json.createReader(new StringReader(jws.getPayload())).readObject();
  }

  @Test
  void anOwnerSignsWithEveryKindOfKeyThatIsTaken() throws Exception {
    PublicKey agent = TestKeys.ec().getPublic();
    for (KeyPair owner :
        List.of(ownersKey, TestKeys.ec("secp384r1"), TestKeys.ed25519(), TestKeys.rsa3072())) {
      OwnerConsent consent = consent(owner, agent);
      JsonObject claims = verified(consent.text(), "owner-consent+jwt", owner.getPublic());
      assertThat(claims.getString("agent_jkt")).isEqualTo(Thumbprint.of(agent));
      assertThat(claims.getString("aud")).isEqualTo("https://aca.example:8443");
      assertThat(claims.getInt("exp") - claims.getInt("iat")).isEqualTo(600);
      assertThat(consent.toString()).doesNotContain(consent.text());
      JsonWebSignature header = new JsonWebSignature();
      header.setCompactSerialization(consent.text());
      assertThat(header.getJwkHeader().getKey()).isEqualTo(owner.getPublic());
      assertThat(header.getHeaders().getFullHeaderAsJsonString()).doesNotContain("\"d\"");
    }
  }

  @Test
  void aConsentIsForAnHourAtMost() {
    for (Duration life : List.of(Duration.ZERO, Duration.ofHours(-1), Duration.ofSeconds(3601))) {
      assertThatThrownBy(() -> OwnerConsent.sign(ownersKey, terms("x"), life))
          .isInstanceOf(ProblemException.class);
    }
  }

  /** The files have no public half, as the JDK writes them. */
  @Test
  void bothHalvesOfAnOwnersKeyComeFromItsFile() throws Exception {
    for (KeyPair pair :
        List.of(ownersKey, TestKeys.ec("secp384r1"), TestKeys.ed25519(), TestKeys.rsa3072())) {
      Path file = Files.writeString(path.resolve("key"), Pem.of(pair.getPrivate()));
      assertThat(SigningKeyFile.read(file).getPublic()).isEqualTo(pair.getPublic());
    }
    Path weak = Files.writeString(path.resolve("weak"), Pem.of(TestKeys.rsa2048().getPrivate()));
    assertThatThrownBy(() -> SigningKeyFile.read(weak)).isInstanceOf(ProblemException.class);
  }

  @Test
  void bothConsentsAreSentForTheKeyThatWasPrepared() throws Exception {
    PublicKey key = CredentialEnrolment.prepareKey(folder, FileKey::generate);
    assertThat(CredentialEnrolment.prepareKey(folder, FileKey::generate)).isEqualTo(key);
    OwnerConsent consent = OwnerConsent.parse(consent(ownersKey, key).text() + "\n");
    new CredentialEnrolment(authority.client(), folder).begin(first(consent), FileKey::generate);
    JsonObject sent = authority.enrolments().getLast().json();
    assertThat(sent.getString("owner_consent")).isEqualTo(consent.text());
    String acceptance = sent.getString("owner_acceptance");
    JsonObject accepted = verified(acceptance, "owner-acceptance+jwt", key);
    assertThat(accepted.getString("nonce")).isEqualTo("n-1");
    assertThat(accepted.getString("owner"))
        .isEqualTo(ScriptedAuthority.order().credential().owner().value());
    assertThat(accepted.getString("owner_jkt"))
        .isEqualTo(
            PublicJsonWebKey.Factory.newPublicJwk(ownersKey.getPublic())
                .calculateBase64urlEncodedThumbprint("SHA-256"));
    JsonWebSignature header = new JsonWebSignature();
    header.setCompactSerialization(acceptance);
    assertThat(header.getHeader("jwk")).isNull();
    assertThat(folder.chain().getFirst().getPublicKey()).isEqualTo(key);
    assertThat(folder.path().resolve("current/public.pem")).doesNotExist();
  }

  /** The consent of the owner may still be valid after a refusal. */
  @Test
  void aPreparedKeyStaysUntilItIsCertifiedOrForgotten() {
    PublicKey key = CredentialEnrolment.prepareKey(folder, FileKey::generate);
    CredentialEnrolment enrolment = new CredentialEnrolment(authority.client(), folder);
    authority.answers(Reply.problem(403, "user-token-rejected", "No."));
    assertThatThrownBy(() -> enrolment.begin(first(consent(ownersKey, key)), FileKey::generate))
        .hasMessage("No.");
    assertThat(CredentialEnrolment.prepareKey(folder, FileKey::generate)).isEqualTo(key);
    enrolment.forget();
    assertThat(CredentialEnrolment.prepareKey(folder, FileKey::generate)).isNotEqualTo(key);
  }

  @Test
  void aConsentForAnotherKeyIsRefusedHereWithTheThumbprintOfOurs() {
    PublicKey key = CredentialEnrolment.prepareKey(folder, FileKey::generate);
    OwnerConsent other = consent(ownersKey, TestKeys.ec().getPublic());
    CredentialEnrolment enrolment = new CredentialEnrolment(authority.client(), folder);
    assertThatThrownBy(() -> enrolment.begin(first(other), FileKey::generate))
        .hasMessageContaining(Thumbprint.of(key));
    assertThat(authority.enrolments()).isEmpty();
    for (String text : List.of("", "a.b", "a.b.c", "eyJ9.e30.x", other.text() + ".x")) {
      assertThatThrownBy(() -> OwnerConsent.parse(text))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("owner-consent-form"));
    }
  }

  @Test
  void aRenewalTakesThePreparedKey() {
    CredentialEnrolment enrolment = new CredentialEnrolment(authority.client(), folder);
    PublicKey first = CredentialEnrolment.prepareKey(folder, FileKey::generate);
    enrolment.begin(first(consent(ownersKey, first)), FileKey::generate);
    PublicKey second = CredentialEnrolment.prepareKey(folder, FileKey::generate);
    OwnerConsent consent = consent(ownersKey, second);
    new CredentialRenewal(
            authority.client(),
            folder,
            new CredentialRenewal.Renewed(
                () -> applicant(consent),
                ScriptedAuthority::order,
                NextKey.made(FileKey::generate)))
        .renew();
    assertThat(second).isNotEqualTo(first);
    assertThat(folder.chain().getFirst().getPublicKey()).isEqualTo(second);
  }
}
