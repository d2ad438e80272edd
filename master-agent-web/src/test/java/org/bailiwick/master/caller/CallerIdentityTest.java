package org.bailiwick.master.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.Test;

class CallerIdentityTest {

  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TestLeaf BUYER = CA.agent("buyer", "x.y@1");

  @Test
  void anAgentIsACallerAndAnOperatorOrNodeIsNone() {
    assertThat(CallerIdentity.of(TestPeers.of(Kind.FOREIGN, BUYER.certificate())))
        .isEqualTo(TestCallers.agent(BUYER.certificate()));
    for (Kind kind : List.of(Kind.OPERATOR, Kind.NODE, Kind.NODE_TLS)) {
      assertThat(
              catchThrowableOfType(
                      ProblemException.class,
                      () -> CallerIdentity.of(TestPeers.of(kind, BUYER.certificate())))
                  .check())
          .isEqualTo("peer-kind");
    }
  }

  @Test
  void aRowGivesTheSameCallerBack() {
    for (CallerIdentity caller : everyKind()) {
      CallerIdentity read =
          CallerIdentity.stored(
              CallerKind.of(caller.kind().text()), caller.name(), caller.presented());
      assertThat(read).isEqualTo(caller);
      assertThat(everyKind()).filteredOn(caller::isSame).hasSize(1);
    }
  }

  private static List<CallerIdentity> everyKind() {
    CallerCredential credential = CallerCredential.of(BUYER.certificate());
    return List.of(
        new CallerIdentity.Agent(BUYER.id(), credential),
        new CallerIdentity.ServiceWorkload(BUYER.id(), credential),
        new CallerIdentity.DeviceWorkload(BUYER.id(), credential),
        new CallerIdentity.Person("https://idp.example/realm", "alice#1"),
        new CallerIdentity.Client(BUYER.id()),
        new CallerIdentity.Account(CallerKind.PERSON, "alice", Optional.empty()));
  }

  @Test
  void aRenewedCertificateIsOfTheSameCaller() {
    CallerIdentity renewed = TestCallers.agent(CA.agent("buyer", "x.y@1").certificate());
    assertThat(renewed.isSame(TestCallers.agent(BUYER.certificate()))).isTrue();
    assertThat(renewed).isNotEqualTo(TestCallers.agent(BUYER.certificate()));
  }

  /** A secret never makes an agent, with or without certificate. */
  @Test
  void anAccountIsNoAgents() {
    for (CallerKind kind : List.of(CallerKind.AGENT, CallerKind.CLIENT)) {
      assertThatThrownBy(() -> new CallerIdentity.Account(kind, "alice", Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> CallerIdentity.stored(kind, "account:alice", Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** So no name of a person is the name of a workload, or of another person. */
  @Test
  void aPersonHasAnHttpsIssuerWithoutFragment() {
    for (String issuer : List.of("", "spiffe://idp.example", "https://idp.example/#a")) {
      assertThatThrownBy(() -> new CallerIdentity.Person(issuer, "alice"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new CallerIdentity.Person("https://idp.example", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> CallerIdentity.stored(CallerKind.PERSON, "https://idp.example", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRowOfAWorkloadHasACertificate() {
    assertThatThrownBy(
            () -> CallerIdentity.stored(CallerKind.DEVICE, BUYER.id().toString(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(
            CallerIdentity.stored(
                    CallerKind.SERVICE,
                    BUYER.id().toString(),
                    Optional.of(CallerCredential.of(SerialNumber.parse("0a"))))
                .kind())
        .isEqualTo(CallerKind.SERVICE);
  }
}
