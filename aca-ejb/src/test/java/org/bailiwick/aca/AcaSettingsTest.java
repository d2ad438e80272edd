package org.bailiwick.aca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.node.hsm.Pkcs11Settings;
import org.junit.jupiter.api.Test;

/** The tokens and bounds of the settings. */
class AcaSettingsTest {

  private final TestHome home = new TestHome(Path.of("home"));

  @Test
  void aSecondTokenIsNamedLikeTheFirst() {
    HsmSettings hsm =
        home.settings(
                Map.of(
                    "aca.hsm.next.configuration", "next.cfg",
                    "aca.hsm.next.pin-file", "next.pin",
                    "aca.hsm.next.sessions", "3",
                    "aca.retired-keys", "issuing-1, operator-ca"))
            .hsm();
    Pkcs11Settings next = hsm.next().orElseThrow();
    assertThat(next.configuration()).isEqualTo(Path.of("next.cfg"));
    assertThat(next.pinFile()).contains(Path.of("next.pin"));
    assertThat(next.sessions()).isEqualTo(3);
    assertThat(hsm.retired()).containsExactlyInAnyOrder("issuing-1", "operator-ca");
  }

  @Test
  void withoutThemThereIsOneTokenAndNoKeyIsRetired() {
    HsmSettings hsm = home.settings().hsm();
    assertThat(hsm.next()).isEmpty();
    assertThat(hsm.retired()).isEmpty();
  }

  @Test
  void aSecondTokenNeedsItsPinFileOrAPerson() {
    assertThatThrownBy(() -> home.settings(Map.of("aca.hsm.next.configuration", "next.cfg")))
        .hasMessageContaining("aca.hsm.next.pin-file is missing");
    assertThat(
            home.settings(
                    Map.of(
                        "aca.hsm.next.configuration", "next.cfg",
                        "aca.hsm.next.activation", "manual"))
                .hsm()
                .next()
                .orElseThrow()
                .pinFile())
        .isEmpty();
  }

  @Test
  void aTrustFolderIsASettingAndElseBesideTheDevices() {
    AcaSettings.Folders folders =
        home.settings(Map.of("aca.container-nodes-folder", "/srv/nodes")).folders();
    assertThat(folders.of(TrustFolder.CONTAINER_NODES)).isEqualTo(Path.of("/srv/nodes"));
    assertThat(folders.of(TrustFolder.HSM_VENDORS))
        .isEqualTo(folders.of(TrustFolder.DEVICES).resolveSibling("hsm-vendors"));
  }

  @Test
  void aJoinTokenIsGoodForADayAtMost() {
    assertThat(home.settings().enrolments().joining())
        .isEqualTo(new AcaSettings.Joining(Duration.ofMinutes(15), 20));
    assertThat(
            home.settings(Map.of("aca.join-token-lifetime", "P1D"))
                .enrolments()
                .joining()
                .lifetime())
        .isEqualTo(Duration.ofDays(1));
    assertThatThrownBy(() -> home.settings(Map.of("aca.join-token-lifetime", "PT24H1S")))
        .hasMessageContaining("aca.join-token-lifetime must not be longer than PT24H");
  }
}
