package org.bailiwick.ars.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.settings.Settings;
import org.junit.jupiter.api.Test;

class MasterUrlsTest {
  private static final String PUBLISHED = "master.base-url";
  private static final String NEAR = "ars.master-url";

  private static MasterUrls read(Map<String, String> values) {
    return MasterUrls.read(Settings.from(key -> Optional.ofNullable(values.get(key))));
  }

  @Test
  void theNodeReadsTheMasterAgentWhereItIsPublishedUnlessASettingSaysOtherwise() {
    MasterUrls one = read(Map.of(PUBLISHED, "https://master.example/edge"));
    assertThat(one.requirePublished()).isEqualTo(URI.create("https://master.example/edge"));
    assertThat(one.requireNear()).isEqualTo(one.requirePublished());
    MasterUrls two =
        read(Map.of(PUBLISHED, "https://master.example", NEAR, "https://localhost:9443"));
    assertThat(two.requireNear()).isEqualTo(URI.create("https://localhost:9443"));
  }

  /** A server at an http URL would not prove that it is this node. */
  @Test
  void readsTheDomainsCardOverTlsOnly() {
    assertThatThrownBy(() -> read(Map.of(NEAR, "http://localhost:9443")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(NEAR);
    MasterUrls plain = read(Map.of(PUBLISHED, "http://master.example"));
    assertThatThrownBy(plain::requireNear).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> read(Map.of()).requirePublished())
        .isInstanceOf(ProblemException.class);
  }
}
