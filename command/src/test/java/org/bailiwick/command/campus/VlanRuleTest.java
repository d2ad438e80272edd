package org.bailiwick.command.campus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.WorkloadKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VlanRuleTest {
  @TempDir private Path folder;

  private List<VlanRule> read(String text) throws IOException {
    return VlanRule.read(
        Files.writeString(folder.resolve("vlans"), text),
        EnumSet.of(WorkloadKind.AGENT, WorkloadKind.DEVICE));
  }

  @Test
  void readsRulesInTheirOrder() throws IOException {
    List<VlanRule> rules =
        read("# cameras\n\ndevice/camera-1 121\ndevice/camera.x-*  120\nagent/*\tclerks\n");
    assertThat(rules)
        .containsExactly(
            new VlanRule(WorkloadKind.DEVICE, "camera-1", false, "121"),
            new VlanRule(WorkloadKind.DEVICE, "camera.x-", true, "120"),
            new VlanRule(WorkloadKind.AGENT, "", true, "clerks"));
    assertThat(VlanRule.configuration(rules, new TrustDomain("bailiwick.example")))
        .contains(
            "if (&TLS-Client-Cert-Subject-Alt-Name-Uri =~"
                + " /^spiffe:\\/\\/bailiwick\\.example\\/device\\/camera-1$/) {")
        .contains("elsif (", "device\\/camera\\.x-[a-z0-9._-]*$/", "agent\\/[a-z0-9._-]*$/")
        .contains("&Tunnel-Private-Group-Id := \"clerks\"")
        .contains("no-vlan: %{TLS-Client-Cert-Subject-Alt-Name-Uri}\"\n\t\t\t}\n\t\t\treject");
    assertThat(VlanRule.configuration(List.of(), new TrustDomain("bailiwick.example"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "device/camera, line 1: KIND/NAME VLAN is needed",
    "device/camera 1 2, line 1: KIND/NAME VLAN is needed",
    "device/ca*ra 1, line 1: KIND/NAME VLAN is needed",
    "device/.$/ 1, line 1: KIND/NAME VLAN is needed",
    "device/a 1\"}, line 1: KIND/NAME VLAN is needed",
    "camera 1, line 1: KIND/NAME VLAN is needed",
    "device/ 1, line 1: a name is needed",
    "device/a 0, line 1: the number of a VLAN is from 1 to 4094",
    "device/a 4095, line 1: the number of a VLAN is from 1 to 4094",
    "device/a 99999999999, line 1: the number of a VLAN is from 1 to 4094",
    "service/a 1, line 1: names of this kind are not admitted",
    "'device/* 1\ndevice/a 2', line 2: an earlier line has all these names",
    "'device/a 1\ndevice/a 2', line 2: an earlier line has all these names",
    "'# none', has no rule"
  })
  void namesTheLineThatIsWrong(String text, String fault) {
    assertThatThrownBy(() -> read(text + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }
}
