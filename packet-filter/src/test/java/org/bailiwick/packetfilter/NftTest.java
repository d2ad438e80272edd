package org.bailiwick.packetfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the kernel, in a network namespace of the test's own; needs root. */
class NftTest {
  private static final String TABLE =
      "table inet bailiwick_test { chain c { type filter hook input priority 0; counter drop; }; }";

  private final String namespace = "bw-" + UUID.randomUUID().toString().substring(0, 8);
  private final Nft nft = Nft.in(namespace);

  @BeforeEach
  void addNamespace() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    assertThat(run("ip", "netns", "add", namespace)).isZero();
  }

  @AfterEach
  void removeNamespace() throws Exception {
    run("ip", "netns", "del", namespace);
  }

  @Test
  void loadsARuleSet() {
    nft.check(TABLE);
    assertThat(nft.json("list", "ruleset")).doesNotContain("bailiwick_test");
    nft.load(TABLE);
    assertThat(nft.json("list", "ruleset")).contains("bailiwick_test");
  }

  @Test
  void keepsTheRulesWhenPartIsRefused() {
    nft.load(TABLE);
    String before = nft.json("list", "ruleset");
    assertThatThrownBy(
            () -> nft.load("delete table inet bailiwick_test\nadd rule inet nothing c drop"))
        .isInstanceOf(PacketFilterException.class)
        .hasMessageContaining("nft refused");
    assertThat(nft.json("list", "ruleset")).isEqualTo(before);
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
