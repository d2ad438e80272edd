package org.bailiwick.master.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartnerListTest {
  @TempDir private Path folder;
  private ListRig rig;
  private PartnerList partners;

  @BeforeEach
  void start() {
    rig = new ListRig(folder);
    partners = new PartnerList(rig.rig.partners());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void listsPartnersByNameWithWhatTheyMayDo() {
    assertThat(domains(1)).containsExactly("other.example", "partner.example");
    Map<String, Object> partner = rig.read(partners, 2).getLast();
    assertThat(partner)
        .containsOnlyKeys(
            "trust_domain", "state", "issuer", "algorithms", "servers", "scopes", "crl", "anchors")
        .containsEntry("state", "known");
    assertThat((List<?>) partner.get("anchors")).hasSize(1);
  }

  @Test
  void saysWhichPartnersMayCallWithoutCertificate() {
    rig.rig.partner.permitKeys();
    rig.rig.clock.move(Duration.ofSeconds(3));
    assertThat(rig.read(partners, 2).getLast())
        .containsEntry("clients_without_certificate", "dpop");
  }

  @Test
  void tellsTheLimitsOfAgentsAndPrincipals() {
    rig.rig.partner.describe(
        ",\"agent_paths\":[\"/agent/\"],\"agents\":{\"spiffe://partner.example/agent/a\":"
            + "{\"scopes\":[\"fx.rates@1\"]}}",
        ",\"subjects\":{}");
    rig.rig.clock.move(Duration.ofSeconds(3));
    assertThat(rig.read(partners, 2).getLast())
        .containsEntry("agent_paths", List.of("/agent/"))
        .containsEntry("agents", Map.of("spiffe://partner.example/agent/a", List.of("fx.rates@1")))
        .containsEntry(
            "servers",
            List.of(
                Map.of(
                    "issuer", "https://as.partner.example",
                    "algorithms", List.of("RS256"),
                    "subjects", Map.of())));
  }

  @Test
  void namesAPartnerWhoseDescriptionHasAFault() throws IOException {
    Files.writeString(folder.resolve("partners/other.example/partner.json"), "{");
    rig.rig.clock.move(Duration.ofSeconds(3));
    assertThat(domains(1)).containsExactly("other.example", "partner.example");
    assertThat(domains(1, "state", "known")).containsExactly("partner.example");
    assertThat(rig.read(partners, 1, "state", "faulty"))
        .singleElement()
        .satisfies(
            faulty ->
                assertThat(faulty)
                    .containsOnlyKeys("trust_domain", "state", "reason")
                    .containsEntry("trust_domain", "other.example"));
  }

  private List<Object> domains(int size, String... filters) {
    return rig.read(partners, size, filters).stream()
        .map(partner -> partner.get("trust_domain"))
        .toList();
  }
}
