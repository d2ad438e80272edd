package org.bailiwick.master.clientauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.TrustAnchors;

/** Whatever is sent as an assertion is refused with a check, unless the client made it. */
class AssertionPropertiesTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final TestCa CA = TestCa.create(MasterRig.DOMAIN);
  private static final TestLeaf PLANNER = planner();

  private final String good =
      new TestAssertion(PLANNER, CLOCK.instant().getEpochSecond()).compact();
  private final ClientAuthentication clients =
      TestClients.of(
          new PeerVerifier(
              new TrustAnchors() {
                @Override
                public List<Anchor> anchors() {
                  return List.of(new Anchor(CA.root(), CA.domain(), AnchorUse.AGENTS));
                }

                @Override
                public List<X509Certificate> intermediates() {
                  return List.of(CA.issuing());
                }
              },
              (certificate, anchor) -> new RevocationState.Good(),
              CLOCK),
          CA.domain(),
          MasterRig.ISSUER,
          CLOCK);

  private static TestLeaf planner() {
    AgentInformation usual = CA.information("plan.make@1");
    return CA.agent(
        "planner",
        new AgentInformation(
            usual.owner(),
            usual.capabilities(),
            usual.locator(),
            new TreeSet<>(List.of(ValidationMethod.JWT)),
            usual.principal(),
            usual.attestation()));
  }

  private void refused(String assertion) {
    assertThat(
            catchThrowable(
                () ->
                    clients.authenticate(
                        new ShownCredentials(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(PrivateKeyJwt.ASSERTION_TYPE),
                            Optional.of(assertion),
                            false))))
        .isInstanceOf(ProblemException.class);
  }

  @Property(tries = 300)
  void anyText(@ForAll String text) {
    refused(text);
  }

  /** Each octet of header, claims and signature counts. */
  @Property(tries = 300)
  void aGoodOneWithOneLetterChanged(@ForAll @IntRange(min = 0, max = 100_000) int place) {
    int at = place % good.length();
    char other = good.charAt(at) == 'A' ? 'B' : 'A';
    refused(good.substring(0, at) + other + good.substring(at + 1));
  }
}
