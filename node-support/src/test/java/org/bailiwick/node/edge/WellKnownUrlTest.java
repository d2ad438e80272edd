package org.bailiwick.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WellKnownUrlTest {

  @ParameterizedTest
  @CsvSource({
    "https://m.example, https://m.example/.well-known/x",
    "https://m.example/, https://m.example/.well-known/x",
    "https://m.example:9443, https://m.example:9443/.well-known/x",
    "https://m.example/edge, https://m.example/.well-known/x/edge",
    "https://m.example/a/edge/, https://m.example/.well-known/x/a/edge"
  })
  void theNameIsBetweenHostAndPath(URI identifier, URI document) {
    assertThat(WellKnownUrl.of(identifier, "x")).isEqualTo(document);
  }

  @Test
  void tellsThePathOfTheIdentifierFromOthers() {
    URI edge = URI.create("https://m.example/edge");
    assertThat(WellKnownUrl.isOf(edge, "edge")).isTrue();
    for (String other : new String[] {"", "/", "/edge", "edge/", "edge/edge", "Edge", "ars"}) {
      assertThat(WellKnownUrl.isOf(edge, other)).as(other).isFalse();
    }
    for (String any : new String[] {"edge", "/"}) {
      assertThat(WellKnownUrl.isOf(URI.create("https://m.example"), any)).as(any).isFalse();
    }
  }
}
