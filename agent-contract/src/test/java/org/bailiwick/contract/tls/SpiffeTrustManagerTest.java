package org.bailiwick.contract.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.UntrustedPeerException.Fault;
import org.junit.jupiter.api.Test;

class SpiffeTrustManagerTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final String CAPABILITY = "invoice.parse@1";

  private final TestLeaf agent = CA.agent("reader", CAPABILITY);
  private final SpiffeTrustManager trust = CA.trust();

  private static X509Certificate[] chain(TestLeaf leaf) {
    return leaf.chain().toArray(X509Certificate[]::new);
  }

  private static void refuses(SpiffeTrustManager trust, TestLeaf leaf) {
    assertThatThrownBy(() -> trust.checkServerTrusted(chain(leaf), "UNKNOWN"))
        .isInstanceOf(CertificateException.class);
    assertThatThrownBy(() -> trust.checkClientTrusted(chain(leaf), "UNKNOWN"))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void trustsAnAgentOfTheDomain() {
    assertThatCode(() -> trust.checkServerTrusted(chain(agent), "UNKNOWN"))
        .doesNotThrowAnyException();
    assertThatCode(() -> trust.checkClientTrusted(chain(agent), "UNKNOWN"))
        .doesNotThrowAnyException();
  }

  @Test
  void trustsOnlyTheExpectedIdentity() {
    SpiffeTrustManager nodesOnly =
        new SpiffeTrustManager(() -> Set.of(CA.root()), SpiffeId::isNode);
    refuses(nodesOnly, agent);
    TestLeaf node = CA.nodeServer("domain");
    assertThatCode(() -> nodesOnly.checkServerTrusted(chain(node), "UNKNOWN"))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesAnExpiredCredential() {
    refuses(trust, CA.expiredAgent("reader", CAPABILITY));
  }

  @Test
  void refusesAnotherAuthorityOfTheSameName() {
    refuses(trust, TestCa.create("bailiwick.example").agent("reader", CAPABILITY));
  }

  @Test
  void refusesANameOutsideTheIssuersConstraint() {
    refuses(trust, CA.leafWithUri("spiffe://partner.example/agent/reader"));
  }

  @Test
  void refusesTheOperatorCaWhereAgentsAreExpected() {
    refuses(trust, CA.operator("officer", "alice"));
  }

  @Test
  void refusesAnAuthoritysOwnCertificate() {
    refuses(trust, new TestLeaf(agent.key(), List.of(CA.issuing())));
  }

  @Test
  void letsEachAnchorVouchOnlyForItsOwn() {
    SpiffeTrustManager both =
        new SpiffeTrustManager(
            () -> Map.of(CA.root(), SpiffeId::isAgent, CA.operatorCa(), SpiffeId::isNode));
    assertThatCode(() -> both.checkClientTrusted(chain(agent), "UNKNOWN"))
        .doesNotThrowAnyException();
    assertThatCode(() -> both.checkClientTrusted(chain(CA.node("domain")), "UNKNOWN"))
        .doesNotThrowAnyException();
    refuses(both, CA.nodeServer("domain"));
    refuses(both, CA.operator("officer", "alice"));
  }

  @Test
  void refusesNoCertificate() {
    assertThatThrownBy(() -> trust.checkClientTrusted(new X509Certificate[0], "UNKNOWN"))
        .isInstanceOf(CertificateException.class);
  }

  /** Whoever cannot connect is told which check failed. */
  @Test
  void aRefusalNamesTheCheck() {
    SpiffeTrustManager nodesOnly =
        new SpiffeTrustManager(() -> Set.of(CA.root()), SpiffeId::isNode);
    SpiffeTrustManager nobody =
        new SpiffeTrustManager(() -> Set.of(CA.root()), SpiffeId::isAgent, leaf -> false);
    TestLeaf stranger = TestCa.create("bailiwick.example").agent("reader", CAPABILITY);
    namesFault(Fault.PATH, trust, chain(stranger));
    namesFault(Fault.EXPIRED, trust, chain(CA.expiredAgent("reader", CAPABILITY)));
    namesFault(Fault.IDENTITY, nodesOnly, chain(agent));
    namesFault(Fault.NOT_ACCEPTABLE, nobody, chain(agent));
    namesFault(Fault.CHAIN, trust, new X509Certificate[0]);
  }

  private static void namesFault(
      Fault expected, SpiffeTrustManager trust, X509Certificate[] presented) {
    assertThatThrownBy(() -> trust.checkServerTrusted(presented, "UNKNOWN"))
        .satisfies(
            refusal ->
                assertThat(UntrustedPeerException.find(new SSLException(refusal)))
                    .contains(expected));
  }

  @Test
  void readsAnchorsAtEachHandshake() {
    SpiffeTrustManager none = new SpiffeTrustManager(Set::of, id -> true);
    refuses(none, agent);
  }
}
