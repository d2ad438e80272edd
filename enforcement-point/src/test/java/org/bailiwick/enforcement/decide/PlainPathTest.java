package org.bailiwick.enforcement.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.policy.Entity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths as resources: what two servers could read in two ways is no path (threat 53). */
class PlainPathTest {

  private static List<String> ids(String target) {
    List<String> ids = new ArrayList<>();
    Optional<Entity> next = PlainPath.find(target);
    while (next.isPresent()) {
      ids.add(next.get().id());
      next = next.get().parents().stream().findFirst();
    }
    return ids;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ | /",
        "/orders | /orders /",
        "/orders/ | /orders/ /orders /",
        "/orders/1?a=/../b | /orders/1 /orders /",
        "/a%20b/%C3%A9 | /a%20b/%C3%A9 /a%20b /",
        "/caf%c3%a9/%c3%A9 | /caf%C3%A9/%C3%A9 /caf%C3%A9 /",
        "/a.b/...c | /a.b/...c /a.b /",
      })
  void aPlainPathIsInThePathsAboveIt(String target, String expected) {
    assertThat(String.join(" ", ids(target))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "orders",
        "http://host/orders",
        "*",
        "//orders",
        "/orders//1",
        "/orders/./1",
        "/orders/../1",
        "/..",
        "/orders/..",
        "/orders/%2e%2e/1",
        "/orders/%2E/1",
        "/orders%2f1",
        "/orders%5c1",
        "/orders\\1",
        "/orders;v=1/1",
        "/orders%3bv",
        "/orders%00",
        "/orders%0a",
        "/orders%251",
        "/orders%",
        "/orders%4",
        "/orders%zz",
        "/%6frders",
        "/orders%C0%AF1",
        "/orders/%C0%AE%C0%AE/1",
        "/orders/%E0%80%AF",
        "/orders%FF",
        "/orders%C3",
        "/orders%ED%A0%80",
        "/orders/1 ",
        "/orders#x",
        "/é",
      })
  void anyOtherIsNone(String target) {
    assertThat(PlainPath.find(target)).isEmpty();
  }

  @Test
  void lengthAndDepthAreBounded() {
    assertThat(PlainPath.find("/a".repeat(32))).isPresent();
    assertThat(PlainPath.find("/a".repeat(33))).isEmpty();
    assertThat(PlainPath.find("/" + "a".repeat(2048))).isEmpty();
  }
}
