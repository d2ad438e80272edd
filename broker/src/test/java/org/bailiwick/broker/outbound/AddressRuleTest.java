package org.bailiwick.broker.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRuleTest {

  @ParameterizedTest
  @CsvSource({
    "93.184.215.14, true, true, false",
    "10.1.2.3, false, true, false",
    "172.16.0.1, false, true, false",
    "192.168.1.1, false, true, false",
    "100.64.0.1, false, true, false",
    "fd00::1, false, true, false",
    "127.0.0.1, false, false, true",
    "::1, false, false, true",
    "169.254.169.254, false, false, false",
    "fe80::1, false, false, false",
    "0.0.0.0, false, false, false",
    "224.0.0.1, false, false, false",
    "::ffff:127.0.0.1, false, false, true",
  })
  void anAddressIsAllowedByTheRuleOfItsNetwork(
      String address, boolean asPublic, boolean asPrivate, boolean asLoopback)
      throws UnknownHostException {
    InetAddress resolved = InetAddress.getByName(address);

    assertThat(AddressRule.PUBLIC.allows(resolved)).isEqualTo(asPublic);
    assertThat(AddressRule.PRIVATE.allows(resolved)).isEqualTo(asPrivate);
    assertThat(AddressRule.LOOPBACK.allows(resolved)).isEqualTo(asLoopback);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://orders.example/",
        "http://10.0.0.1/",
        "http://127.0.0.2/",
        "https://user:secret@orders.example/",
        "https://orders.example/?a=b",
        "ftp://127.0.0.1/",
        "https:///x"
      })
  void whatIsNoPlaceOfABackEndIsRefused(String url) {
    assertThatThrownBy(
            () -> BackEndPlace.of(URI.create(url), Optional.of("loopback"), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"public", "private"})
  void plainHttpIsForThisMachineOnly(String rule) {
    assertThatThrownBy(
            () ->
                BackEndPlace.of(
                    URI.create("http://127.0.0.1:1/"), Optional.of(rule), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https");
  }
}
