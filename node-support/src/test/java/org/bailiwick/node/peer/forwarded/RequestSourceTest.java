package org.bailiwick.node.peer.forwarded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bailiwick.node.peer.TestRequest;
import org.junit.jupiter.api.Test;

class RequestSourceTest {
  private static final TrustedProxies PROXIES = TrustedProxies.of(List.of("192.0.2.10"));

  private static String source(TestRequest request) {
    return RequestSource.of(request.build(), PROXIES);
  }

  private static String forwarded(String from, String... values) {
    return source(TestRequest.anonymous().from(from).header(RequestSource.FIELD, values));
  }

  @Test
  void isTheAddressOfTheConnection() {
    assertThat(source(TestRequest.anonymous().from("192.0.2.7"))).isEqualTo("192.0.2.7");
    assertThat(source(TestRequest.anonymous().from("not an address"))).isEqualTo("unknown");
  }

  @Test
  void ofAnIpv6AddressItIsTheNetwork() {
    String network = "2001:db8:1:2:0:0:0:0/64";
    assertThat(source(TestRequest.anonymous().from("2001:db8:1:2::1"))).isEqualTo(network);
    assertThat(source(TestRequest.anonymous().from("2001:db8:1:2:ffff::9"))).isEqualTo(network);
    assertThat(source(TestRequest.anonymous().from("2001:db8:1:3::1"))).isNotEqualTo(network);
    assertThat(source(TestRequest.anonymous().from("::ffff:192.0.2.7"))).isEqualTo("192.0.2.7");
  }

  @Test
  void aTrustedProxysOwnWordCountsAndNobodyElses() {
    assertThat(forwarded("192.0.2.7", "198.51.100.1")).isEqualTo("192.0.2.7");
    assertThat(forwarded("192.0.2.10", "198.51.100.1")).isEqualTo("198.51.100.1");
    assertThat(forwarded("192.0.2.10", "203.0.113.9, 198.51.100.1")).isEqualTo("198.51.100.1");
    assertThat(forwarded("192.0.2.10", "203.0.113.9", "198.51.100.1")).isEqualTo("198.51.100.1");
    assertThat(forwarded("192.0.2.10", "host.example")).isEqualTo("192.0.2.10");
    assertThat(source(TestRequest.anonymous().from("192.0.2.10"))).isEqualTo("192.0.2.10");
  }
}
