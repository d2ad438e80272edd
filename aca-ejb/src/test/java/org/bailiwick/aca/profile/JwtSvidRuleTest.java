package org.bailiwick.aca.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bailiwick.aca.claims.Claims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The member {@code jwt_svid} of a profile. */
class JwtSvidRuleTest {

  @Test
  void isReadWithItsDefault() {
    JwtSvidRule rule = read("{\"audiences\":[\"a\",\"b\"]}");
    assertThat(rule.audiences()).containsExactlyInAnyOrder("a", "b");
    assertThat(rule.require(List.of("b"))).isEqualTo(Duration.ofMinutes(5));
    assertThat(read("{\"audiences\":[\"a\"],\"validity\":\"PT1H\"}").require(List.of("a")))
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void withoutTheMemberThereAreNone() {
    assertThat(JwtSvidRule.of(Claims.parse("profile", "{}")).isAllowed()).isFalse();
  }

  static List<String> faulty() {
    String many =
        IntStream.range(0, 65).mapToObj(i -> "\"a" + i + "\"").collect(Collectors.joining(","));
    return List.of(
        "{\"audiences\":[]}",
        "{\"validity\":\"PT5M\"}",
        "{\"audiences\":[\"a\",\"a\"]}",
        "{\"audiences\":[\"a b\"]}",
        "{\"audiences\":[\"" + "x".repeat(256) + "\"]}",
        "{\"audiences\":[" + many + "]}",
        "{\"audiences\":[\"a\"],\"validity\":\"PT59S\"}",
        "{\"audiences\":[\"a\"],\"validity\":\"PT61M\"}",
        "{\"audiences\":[\"a\"],\"validity\":\"soon\"}",
        "{\"audiences\":[\"a\"],\"audience\":\"a\"}",
        "\"a\"");
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void aFaultIsRefused(String rule) {
    assertThatThrownBy(() -> read(rule)).isInstanceOf(RuntimeException.class);
  }

  private static JwtSvidRule read(String rule) {
    return JwtSvidRule.of(Claims.parse("profile", "{\"jwt_svid\":" + rule + "}"));
  }
}
