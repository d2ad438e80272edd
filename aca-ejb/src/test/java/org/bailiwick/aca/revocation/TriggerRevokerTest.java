package org.bailiwick.aca.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.bailiwick.aca.cascade.ReachedCredential;
import org.bailiwick.aca.cascade.Subject;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TriggerRevokerTest {

  @TempDir private Path folder;
  private RevokerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new RevokerFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** R14: policies are defined in files, and what they say is what happens. */
  @Nested
  class R14Enforced {

    @Test
    void aDryRunListsExactlyWhatEndsAndEndsNothing() throws Exception {
      fixture.issued(specimen(1));
      fixture.issued(specimen(2).named("auditor"));
      fixture.issued(specimen(3).from("CN=Maker", "SN-2"));
      TriggerRevoker.Outlook seen = preview("device-compromise", "device:CN=Maker#SN-1");
      assertThat(serials(seen)).containsExactly("01", "02");
      assertThat(fixture.database.count("revocation")).isZero();
      assertThat(fixture.database.count("feed_event")).isZero();

      TriggerRevoker.Outlook ended = revoke("device-compromise", "device:CN=Maker#SN-1");
      assertThat(serials(ended)).isEqualTo(serials(seen));
      assertThat(fixture.database.count("revocation")).isEqualTo(2);
      assertThat(fixture.database.count("feed_event")).isEqualTo(4);
      assertThat(fixture.database.count("compromised_key")).isEqualTo(2);
      X509CRL crl =
          (X509CRL)
              CertificateFactory.getInstance("X.509")
                  .generateCRL(
                      new ByteArrayInputStream(
                          fixture.crls.latest("issuing-1", 0).orElseThrow().der()));
      assertThat(crl.getRevokedCertificates()).hasSize(2);
      assertThat(ended.crlNumbers())
          .containsEntry("issuing-1", fixture.crls.latest("issuing-1", 0).orElseThrow().number());
    }

    @Test
    void whatHasEndedOrExpiredIsNotListed() {
      fixture.issued(specimen(1));
      fixture.issued(specimen(2).validFor(Duration.ofSeconds(1)));
      fixture.clock.move(Duration.ofSeconds(5));
      revoke("decommissioning", "owner:Finance");
      assertThat(serials(revoke("decommissioning", "owner:Finance"))).isEmpty();
      assertThat(fixture.database.count("revocation")).isOne();
    }

    @Test
    void onlyAnOfficerOrdersOrLooks() {
      fixture.issued(specimen(1));
      TriggerOrder order = order("decommissioning", "owner:Finance");
      for (Runnable attempt :
          List.<Runnable>of(
              () -> fixture.triggers.preview(fixture.operator("auditor"), order),
              () -> fixture.triggers.revoke(fixture.operator("auditor"), order))) {
        assertThat(catchThrowableOfType(ProblemException.class, attempt::run).type())
            .isEqualTo(ProblemType.POLICY_DENIED);
      }
      assertThat(fixture.database.count("revocation")).isZero();
    }

    @Test
    void moreThanThePolicyAllowsIsRefusedAsAWhole() throws Exception {
      Files.writeString(
          fixture.home.folder("revocation").resolve("decommissioning.json"),
          """
          {"trigger":"decommissioning","subjects":["owner"],"reach":["subject"],
           "reason":"cessation-of-operation","most":2}
          """);
      fixture.clock.move(Duration.ofSeconds(2));
      IntStream.rangeClosed(1, 3).forEach(serial -> fixture.issued(specimen(serial)));
      ProblemException refusal = refusal("decommissioning", "owner:Finance");
      assertThat(refusal.type()).isEqualTo(ProblemType.REACH_TOO_WIDE);
      assertThat(fixture.database.count("revocation")).isZero();
    }

    @Test
    void aSubjectThatThePolicyDoesNotNameIsRefused() {
      assertThat(refusal("device-compromise", "owner:Finance").check())
          .isEqualTo("trigger-subject");
    }

    @Test
    void recordsTheFileThatItWentBy() {
      fixture.issued(specimen(1));
      String digest = revoke("decommissioning", "owner:Finance").policy().digest();
      assertThat(fixture.auditDetails("revocation.ordered"))
          .contains(digest)
          .contains("\"credentials\":\"1\"");
    }

    @Test
    void hundredsEndTogether() {
      IntStream.rangeClosed(1, 400)
          .forEach(serial -> fixture.issued(specimen(serial).named("agent-" + serial)));
      assertThat(revoke("decommissioning", "owner:Finance").reached()).hasSize(400);
      assertThat(fixture.database.count("revocation")).isEqualTo(400);
      assertThat(fixture.database.count("feed_event")).isEqualTo(800);
    }
  }

  /** R15: each trigger reaches what its name says, and no more. */
  @Nested
  class R15Triggers {

    @Test
    void deviceCompromiseReachesTheDeviceAndWhoeverSharesAKeyWithIt() {
      KeyPair key = TestKeys.ec();
      fixture.issued(specimen(1).over(key.getPublic()));
      fixture.issued(specimen(2).from("CN=Maker", "SN-2").over(key.getPublic()));
      fixture.issued(specimen(3).from("CN=Other", "SN-1"));
      assertThat(serials(revoke("device-compromise", "device:CN=Maker#SN-1")))
          .containsExactly("01", "02");
    }

    @Test
    void ownerCompromiseReachesTheOwner() {
      fixture.issued(specimen(1));
      fixture.issued(specimen(2).of("Operations"));
      assertThat(serials(revoke("owner-compromise", "owner:Finance"))).containsExactly("01");
    }

    @Test
    void keyCompromiseReachesEveryCredentialOverTheKeyAlsoIfTheNamedOneHasEnded() {
      KeyPair key = TestKeys.ec();
      fixture.issued(specimen(1).over(key.getPublic()));
      revoke("decommissioning", "owner:Finance");
      fixture.issued(specimen(2).over(key.getPublic()).named("auditor"));
      fixture.issued(specimen(3));
      assertThat(serials(revoke("key-compromise", "credential:issuing-1/01")))
          .containsExactly("02");
    }

    @Test
    void keyCompromiseBlocksAKeyThatNobodyUses() {
      KeyDigest key = KeyDigest.of(TestKeys.ec().getPublic());
      assertThat(serials(revoke("key-compromise", "key:" + key.hex()))).isEmpty();
      assertThat(fixture.database.count("compromised_key")).isOne();
    }

    @Test
    void aLostKeyEndsWhatItsOwnerConsentedToAndItsOwnCredentials() {
      PublicKey lost = TestKeys.ec().getPublic();
      fixture.issued(specimen(1).consentedBy(lost));
      fixture.issued(specimen(2).named("auditor").over(lost));
      fixture.issued(specimen(3).consentedBy(TestKeys.ec().getPublic()));
      assertThat(serials(preview("key-compromise", "key:" + KeyDigest.of(lost).hex())))
          .containsExactlyInAnyOrder("01", "02");
      assertThat(serials(revoke("key-compromise", "key:" + KeyDigest.of(lost).hex())))
          .containsExactlyInAnyOrder("01", "02");
      assertThat(fixture.database.count("revocation")).isEqualTo(2);
    }

    @Test
    void decommissioningReachesTheName() {
      fixture.issued(specimen(1));
      fixture.issued(specimen(2).named("auditor"));
      assertThat(serials(revoke("decommissioning", "name:spiffe://bailiwick.example/agent/reader")))
          .containsExactly("01");
    }

    @Test
    void keyRotationEndsTheOlderOnesAndKeepsTheNewest() {
      IntStream.rangeClosed(1, 3).forEach(serial -> fixture.issued(specimen(serial)));
      fixture.issued(specimen(4).named("auditor"));
      assertThat(serials(preview("key-rotation", "name:spiffe://bailiwick.example/agent/reader")))
          .containsExactly("01", "02");
      assertThat(serials(revoke("key-rotation", "credential:issuing-1/02"))).containsExactly("01");
    }

    @Test
    void attestationDegradedReachesTheDevice() {
      fixture.issued(specimen(1));
      fixture.issued(specimen(2).from("CN=Maker", "SN-2"));
      assertThat(serials(revoke("attestation-degraded", "device:CN=Maker#SN-2")))
          .containsExactly("02");
      assertThat(fixture.database.count("compromised_key")).isZero();
    }

    @Test
    void personOrRoleGoneTellsAPersonFromARoleOfTheSameName() {
      fixture.issued(specimen(1).boundTo(Principal.Kind.PERSON, "kim"));
      fixture.issued(specimen(2).boundTo(Principal.Kind.ROLE, "kim"));
      assertThat(serials(preview("person-or-role-gone", "role:https://idp.example#kim")))
          .containsExactly("02");
      assertThat(serials(revoke("person-or-role-gone", "person:https://idp.example#kim")))
          .containsExactly("01");
    }

    @Test
    void issuerRotatedReachesItsAgentsAndNoNode() {
      fixture.issued(specimen(1));
      fixture.issued(specimen(2).by("operator-ca"));
      fixture.issued(specimen(3).ofNode());
      assertThat(serials(revoke("issuer-rotated", "issuer:issuing-1"))).containsExactly("01");
    }
  }

  private static Specimen specimen(long serial) {
    return new Specimen(serial);
  }

  private static TriggerOrder order(String trigger, String subject) {
    return new TriggerOrder(trigger, Subject.parse(subject), "drill");
  }

  private TriggerRevoker.Outlook preview(String trigger, String subject) {
    return fixture.triggers.preview(fixture.operator("officer"), order(trigger, subject));
  }

  private TriggerRevoker.Outlook revoke(String trigger, String subject) {
    return fixture.triggers.revoke(fixture.operator("officer"), order(trigger, subject));
  }

  private ProblemException refusal(String trigger, String subject) {
    return catchThrowableOfType(ProblemException.class, () -> revoke(trigger, subject));
  }

  private static List<String> serials(TriggerRevoker.Outlook outlook) {
    return outlook.reached().stream()
        .map(ReachedCredential::ref)
        .map(ref -> ref.serial().hex())
        .toList();
  }
}
