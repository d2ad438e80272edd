package org.bailiwick.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.peer.RequestOrigins.Caller;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.testing.OddLeaf;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;

class RequestOriginsTest {
  private static final String PROXY = "192.0.2.10";

  private final TestCa ours = TestCa.create("bailiwick.example");
  private final RequestOrigins callers =
      new RequestOrigins(
          () ->
              List.of(
                  new Anchor(ours.root(), ours.domain(), AnchorUse.AGENTS),
                  new Anchor(ours.operatorCa(), ours.domain(), AnchorUse.OPERATORS)),
          (certificate, anchor) -> new RevocationState.Good(),
          TrustedProxies.of(List.of(PROXY)),
          TestClock.atPresent());

  private Caller with(TestLeaf leaf) {
    return callers.of(TestRequest.of(leaf.chain()).build());
  }

  private String address(TestRequest request) {
    Caller caller = callers.of(request.build());
    assertThat(caller.known()).isFalse();
    assertThat(caller.ofTheDomain()).isFalse();
    return caller.name();
  }

  @Test
  void operatorsAndNodesAreOfTheDomainAndAgentsAreKnown() {
    assertThat(with(ours.operator("officer", "o1")))
        .isEqualTo(new Caller("spiffe://bailiwick.example/operator/officer/o1", true, true));
    assertThat(with(ours.node("domain")).ofTheDomain()).isTrue();
    assertThat(with(ours.nodeServer("domain")).ofTheDomain()).isFalse();
    assertThat(with(ours.agent("reader", "invoice.parse@1")))
        .isEqualTo(new Caller("spiffe://bailiwick.example/agent/reader", true, false));
  }

  @Test
  void aCertificateThatDoesNotHoldCountsAsNone() {
    TestCa other = TestCa.create("bailiwick.example");
    assertThat(address(TestRequest.of(other.operator("officer", "o1").chain())))
        .isEqualTo("192.0.2.7");
    assertThat(
            address(
                TestRequest.of(
                    new OddLeaf()
                        .uri("spiffe://bailiwick.example/operator/officer/o1")
                        .under(ours))))
        .isEqualTo("192.0.2.7");
  }

  @Test
  void behindATrustedProxyTheAddressThatItSawCounts() {
    assertThat(
            address(
                TestRequest.anonymous()
                    .from(PROXY)
                    .header("X-Forwarded-For", "203.0.113.1", "198.51.100.1, 198.51.100.2")))
        .isEqualTo("198.51.100.2");
    assertThat(address(TestRequest.anonymous().header("X-Forwarded-For", "198.51.100.1")))
        .isEqualTo("192.0.2.7");
    assertThat(address(TestRequest.anonymous().from(PROXY))).isEmpty();
    assertThat(address(TestRequest.anonymous().from(PROXY).header("X-Forwarded-For", "unknown")))
        .isEmpty();
  }

  @Test
  void aSubscribersIpv6AddressesAreOneCaller() {
    String one = address(TestRequest.anonymous().from("2001:db8:1:2::1"));
    assertThat(address(TestRequest.anonymous().from("2001:db8:1:2:ffff::2"))).isEqualTo(one);
    assertThat(address(TestRequest.anonymous().from("2001:db8:1:3::1"))).isNotEqualTo(one);
  }
}
