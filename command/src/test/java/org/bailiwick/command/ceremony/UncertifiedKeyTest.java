package org.bailiwick.command.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedToken;
import org.bailiwick.node.hsm.SoftHsm;
import org.junit.jupiter.api.Test;

class UncertifiedKeyTest {

  private final SoftHsm.Token token = SoftHsm.freshToken();

  @Test
  void isDeletedAndNoOtherIs() throws Exception {
    make("left");
    make("left-2");
    assertThat(key("left").delete()).isTrue();
    assertThat(key("left").delete()).isFalse();
    assertThat(token.tool("--list-objects", "--type", "privkey")).contains("left-2");
    assertThat(key("left-2").delete()).isTrue();
  }

  @Test
  void saysWhyItCouldNot() {
    Path elsewhere = token.configuration().resolveSibling("nothing.cfg");
    PlannedToken lost = new PlannedToken("authority", elsewhere, token.pinFile());
    assertThatThrownBy(() -> new UncertifiedKey(lost, "left").delete())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nothing.cfg");
  }

  private void make(String label) {
    token.tool("--keypairgen", "--key-type", "EC:prime256v1", "--label", label);
  }

  private UncertifiedKey key(String label) {
    return new UncertifiedKey(
        new PlannedToken("authority", token.configuration(), token.pinFile()), label);
  }
}
