package org.bailiwick.master.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.master.intake.ServiceRules.ServiceName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceRulesTest {

  private static final Path DELIVERED = Path.of("src/main/authentication");

  private static final Set<String> METHODS = Set.of("mtls", "access-token");

  @TempDir Path folder;

  private void write(ServiceName service, String rule) throws IOException {
    Files.writeString(
        folder.resolve(service.fileName()),
        "{\"service\":\"" + service.text() + "\",\"rule\":\"" + rule + "\"}");
  }

  private ServiceRules loaded() throws IOException {
    write(ServiceName.JOBS, "all-of(mtls,access-token)");
    write(ServiceName.OVERSIGHT, "mtls");
    return ServiceRules.load(Optional.of(folder), METHODS);
  }

  private void refuses(String file, String text, String reason) throws IOException {
    Files.writeString(folder.resolve(file), text);
    assertThatThrownBy(() -> ServiceRules.load(Optional.of(folder), METHODS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(reason);
  }

  private static AuthenticationRule rule(String text) {
    return AuthenticationRule.parse(text, METHODS);
  }

  @Test
  void theDeliveredFilesHoldTheBuiltInRules() {
    ServiceRules builtIn = ServiceRules.load(Optional.empty(), METHODS);
    ServiceRules delivered = ServiceRules.load(Optional.of(DELIVERED), METHODS);
    for (ServiceName service : ServiceName.values()) {
      assertThat(delivered.of(service)).isEqualTo(builtIn.of(service));
    }
    assertThat(builtIn.of(ServiceName.JOBS)).isEqualTo(rule("all-of(mtls,access-token)"));
    assertThat(builtIn.of(ServiceName.OVERSIGHT)).isEqualTo(rule("all-of(mtls)"));
  }

  @Test
  void eachServiceHasTheRuleOfItsFile() throws IOException {
    ServiceRules rules = loaded();
    assertThat(rules.of(ServiceName.JOBS)).isEqualTo(rule("all-of(mtls,access-token)"));
    assertThat(rules.of(ServiceName.OVERSIGHT)).isEqualTo(rule("mtls"));
  }

  @Test
  void aServiceWithoutAFileHasTheRuleOfTheJobs() throws IOException {
    ServiceRules rules = loaded();
    write(ServiceName.JOBS, "any-of(mtls,access-token)");
    rules.follow();
    assertThat(rules.of(ServiceName.A2A)).isEqualTo(rule("any-of(mtls,access-token)"));
    assertThat(rules.alternativesAt(ServiceName.A2A))
        .containsExactly(Set.of("mtls"), Set.of("access-token"));
    write(ServiceName.A2A, "mtls");
    rules.follow();
    assertThat(rules.of(ServiceName.A2A)).isEqualTo(rule("mtls"));
    assertThat(rules.methodsOf(ServiceName.A2A)).containsExactly("mtls");
    assertThat(rules.methodsOfJobs()).containsExactlyInAnyOrder("mtls", "access-token");
    refuses("a2a.json", "{\"service\":\"jobs\",\"rule\":\"mtls\"}", "file's name");
  }

  @Test
  void aFolderWithAFaultStopsTheStart() throws IOException {
    loaded();
    refuses("jobs.json", "{\"service\":\"jobs\",\"rule\":\"all-of()\"}", "empty");
    refuses("jobs.json", "{\"service\":\"jobs\",\"rule\":\"person-token\"}", "unknown");
    refuses("jobs.json", "{\"service\":\"oversight\",\"rule\":\"mtls\"}", "file's name");
    refuses("jobs.json", "{\"service\":\"jobs\"}", "members");
    refuses("jobs.json", "{\"service\":\"jobs\",\"rule\":\"mtls\",\"also\":1}", "members");
    refuses("jobs.json", "{\"service\":\"jobs\",\"rule\":1}", "not a text");
    refuses("jobs.json", "{", "");
    loaded();
    refuses("token.json", "{\"service\":\"token\",\"rule\":\"mtls\"}", "no service");
  }

  @Test
  void aMissingFileOrFolderStopsTheStart() throws IOException {
    loaded();
    Files.delete(folder.resolve("oversight.json"));
    assertThatThrownBy(() -> ServiceRules.load(Optional.of(folder), METHODS))
        .hasMessageContaining("oversight.json=the file is missing");
    assertThatThrownBy(() -> ServiceRules.load(Optional.of(folder.resolve("none")), METHODS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void followsTheFolderAndKeepsTheRulesWhileItHasAFault() throws IOException {
    ServiceRules rules = loaded();
    write(ServiceName.JOBS, "mtls");
    Files.writeString(folder.resolve("oversight.json"), "{");
    rules.follow();
    assertThat(rules.of(ServiceName.JOBS)).isEqualTo(rule("all-of(mtls,access-token)"));
    assertThat(rules.fault().orElseThrow()).contains("oversight.json");
    write(ServiceName.OVERSIGHT, "all-of(mtls)");
    rules.follow();
    assertThat(rules.fault()).isEmpty();
    assertThat(rules.of(ServiceName.JOBS)).isEqualTo(rule("mtls"));
    assertThat(rules.of(ServiceName.OVERSIGHT)).isEqualTo(rule("all-of(mtls)"));
  }

  /** A home has no file for it unless its operator writes one. */
  @Test
  void theMcpServerHasTheRuleOfJobsUntilItHasAFile() throws IOException {
    ServiceRules rules = loaded();
    assertThat(rules.of(ServiceName.MCP)).isEqualTo(rule("all-of(mtls,access-token)"));
    write(ServiceName.JOBS, "mtls");
    rules.follow();
    assertThat(rules.of(ServiceName.MCP)).isEqualTo(rule("mtls"));
    assertThat(rules.methodsOf(ServiceName.MCP)).containsExactly("mtls");
    write(ServiceName.MCP, "access-token");
    rules.follow();
    assertThat(rules.of(ServiceName.MCP)).isEqualTo(rule("access-token"));
    assertThat(rules.of(ServiceName.JOBS)).isEqualTo(rule("mtls"));
    refuses("mcp.json", "{\"service\":\"jobs\",\"rule\":\"mtls\"}", "file's name");
  }
}
